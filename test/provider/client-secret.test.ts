import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { readClientSecret } from '../../lib/provider/client-secret.ts'

const OBJECT = 'a JSON object with client_id and client_secret'
const planted = 'planted-client-secret'

describe('when a secret holds an OAuth client', () => {
  it('reads it, whatever else stands there', () => {
    const text = '{"client_id":"app","client_secret":"s","owner":{"team":1}}'

    expect(readClientSecret(text, 'client_secret_post')).toStrictEqual(
      E.right({ id: 'app', secret: 's' }),
    )
  })

  it('needs no secret of a public client', () => {
    expect(readClientSecret('{"client_id":"app"}', 'none')).toEqual(E.right({ id: 'app' }))
  })
})

describe('when a secret holds no OAuth client that can be used', () => {
  it.each([
    ['does not exist', undefined, `it to exist, as ${OBJECT}`],
    ['is not JSON', planted, OBJECT],
    ['is a string', `"${planted}"`, OBJECT],
    ['is empty', '', OBJECT],
    ['has no id', `{"client_secret":"${planted}"}`, 'client_id: expected a non-empty string'],
    [
      'has an empty id',
      `{"client_id":"","client_secret":"${planted}"}`,
      'client_id: expected a non-empty string',
    ],
    [
      'has a secret of another kind',
      `{"client_id":"${planted}","client_secret":["${planted}"]}`,
      'client_secret: expected a non-empty string',
    ],
    ['lacks the secret', `{"client_id":"${planted}"}`, 'client_secret, which this provider needs'],
  ])('says what was expected of one that %s, and no value', (_, text, expected) => {
    const result = readClientSecret(text, 'client_secret_basic')

    expect(result).toStrictEqual(E.left(expected))
    expect(JSON.stringify(result)).not.toContain('planted')
  })
})
