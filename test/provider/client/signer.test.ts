import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { localSign } from '../../../lib/provider/client/signer.ts'
import type { SigningAlgorithm } from '../../../lib/provider/client/signing-algorithm.ts'
import type { LocalKey } from '../../../lib/provider/client/signing-key.ts'
import { readJwt } from './read-jwt.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey

const KEYS: readonly (readonly [SigningAlgorithm, KeyObject])[] = [
  ['RS256', rsa],
  ['RS384', rsa],
  ['RS512', rsa],
  ['PS256', rsa],
  ['PS384', rsa],
  ['PS512', rsa],
  ['ES256', ec('P-256')],
  ['ES384', ec('P-384')],
  ['ES512', ec('P-521')],
  ['EdDSA', generateKeyPairSync('ed25519').privateKey],
]

const keyOf = (privateKey: KeyObject, algorithm: SigningAlgorithm): LocalKey => ({
  place: 'local',
  privateKey,
  algorithm,
})

describe('when a JWT is signed with a key at hand', () => {
  it.each(KEYS)('can be verified by %s', async (algorithm, privateKey) => {
    const jwt = await localSign(keyOf(privateKey, algorithm), { iss: 'app', exp: 5 })

    expect(readJwt(jwt, createPublicKey(privateKey))).toStrictEqual({
      header: { alg: algorithm, typ: 'JWT' },
      claims: { iss: 'app', exp: 5 },
    })
    expect(jwt).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  })

  it('is not another key’s', async () => {
    const jwt = await localSign(keyOf(rsa, 'RS256'), { iss: 'app' })
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey

    expect(() => readJwt(jwt, other)).toThrow('not the key’s')
  })

  it('names the key, and leaves out claims that are not there', async () => {
    const key = { ...keyOf(rsa, 'RS256'), id: 'k1', thumbprint: 'abc' }
    const jwt = await localSign(key, { iss: 'é', sub: undefined })

    expect(readJwt(jwt, createPublicKey(rsa))).toStrictEqual({
      header: { alg: 'RS256', typ: 'JWT', kid: 'k1', 'x5t#S256': 'abc' },
      claims: { iss: 'é' },
    })
  })
})

describe('when a key is in KMS and nobody can ask there', () => {
  it('says so', async () => {
    await expect(localSign({ place: 'kms', keyId: 'alias/a' }, {})).rejects.toStrictEqual({
      tag: 'ClientUnusable',
      code: 'NoKeyManagement',
    })
  })
})
