import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../../lib/provider/client/client.ts'
import {
  bearerAssertion,
  type ClientProof,
  clientAssertion,
} from '../../../lib/provider/client/client-assertion.ts'
import { localSign } from '../../../lib/provider/client/signer.ts'
import { definition } from '../definition.ts'
import { readJwt } from './read-jwt.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const NOW = new Date('2026-03-01T12:00:00.900Z')
const NOW_SECONDS = 1_772_366_400
const KEY = { place: 'local', privateKey, algorithm: 'ES256' } as const
const STANDING = { jti: 'id-1', iat: NOW_SECONDS, exp: NOW_SECONDS + 120 }
const URL_AUDIENCE = { aud: 'https://auth.acme.com/token' }

const proofOf = (
  client: Partial<Client>,
  fields: Readonly<Record<string, unknown>> = {},
): ClientProof => ({
  definition: definition(fields),
  client: { id: 'app', key: KEY, parameters: {}, ...client },
  url: new URL('https://auth.acme.com/token'),
  sign: localSign,
  now: () => NOW,
  newId: () => 'id-1',
})

const claimsOf = async (jwt: Promise<string>) =>
  readJwt(await jwt, createPublicKey(privateKey)).claims

describe('when a client proves itself by a signed assertion', () => {
  it.each<[string, Partial<Client>, object]>([
    ['as itself', {}, { iss: 'app', sub: 'app' }],
    ['under other names', { issuer: 'acme.com', subject: 's' }, { iss: 'acme.com', sub: 's' }],
    ['without a scope', { scope: 'read' }, { iss: 'app', sub: 'app' }],
  ])('speaks %s, to the token URL, for two minutes', async (_, client, names) => {
    expect(await claimsOf(clientAssertion(proofOf(client)))).toStrictEqual({
      ...names,
      ...URL_AUDIENCE,
      ...STANDING,
    })
  })

  it('speaks to the audience that the provider wants', async () => {
    const proof = proofOf({}, { assertionAudience: 'https://acme.com' })

    expect(await claimsOf(clientAssertion(proof))).toMatchObject({ aud: 'https://acme.com' })
  })

  it("speaks to the client's own audience before that", async () => {
    const client = { audience: 'https://test.acme.com' }
    const proof = proofOf(client, { assertionAudience: 'https://acme.com' })

    expect(await claimsOf(clientAssertion(proof))).toMatchObject({ aud: 'https://test.acme.com' })
  })
})

describe('when an assertion is the grant', () => {
  it.each<[string, Partial<Client>, object]>([
    ['for itself', {}, { iss: 'app', sub: 'app' }],
    ['for a person', { subject: 'ann@acme.com' }, { iss: 'app', sub: 'ann@acme.com' }],
    [
      'for a service account with a name of its own, without a subject',
      { issuer: 'robot@acme.com', scope: 'a b' },
      { iss: 'robot@acme.com', scope: 'a b' },
    ],
    [
      'for whom a service account stands in',
      { issuer: 'robot@acme.com', subject: 'ann@acme.com', scope: 'a b' },
      { iss: 'robot@acme.com', sub: 'ann@acme.com', scope: 'a b' },
    ],
  ])('asks %s', async (_, client, names) => {
    expect(await claimsOf(bearerAssertion(proofOf(client)))).toStrictEqual({
      ...names,
      ...URL_AUDIENCE,
      ...STANDING,
    })
  })
})

describe('when a client has no key', () => {
  it.each([
    ['to prove itself', clientAssertion],
    ['to make a grant', bearerAssertion],
  ])('says that it has none %s', async (_, make) => {
    await expect(make(proofOf({ key: undefined }))).rejects.toStrictEqual({
      tag: 'ClientUnusable',
      code: 'NoKey',
    })
  })
})
