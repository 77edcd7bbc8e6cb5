import { describe, expect, it } from 'vitest'
import { type ListedSecret, whyNotSwept } from '../../lib/rotation/listed-secret.ts'
import { listedSecret } from '../happy-env.ts'

const why = (fields: Partial<ListedSecret>) =>
  whyNotSwept({ ...listedSecret, ...fields }, 'token-rotation')

describe('a secret that carries the tag', () => {
  it('is swept', () => {
    expect(why({})).toBeUndefined()
  })

  it('is swept when it is the primary of replicas', () => {
    expect(why({ primaryRegion: 'eu-west-1' })).toBeUndefined()
  })
})

describe('a listed secret that is passed over (AWS trap 12: filters match prefixes; AWS trap 13: replicas and managed secrets are listed)', () => {
  it.each<[ReturnType<typeof whyNotSwept>, Partial<ListedSecret>]>([
    ['not tagged', { tags: { 'token-rotation:provider-notes': 'acme' } }],
    ['replica', { primaryRegion: 'us-east-1' }],
    ['owned by a service', { owningService: 'rds' }],
    ['managed', { managedType: 'SalesforceClientSecret' }],
    ['deleted', { isDeleted: true }],
    ['no current version', { current: undefined }],
  ])('is %s', (reason, fields) => {
    expect(why(fields)).toBe(reason)
  })
})
