import { createPrivateKey, createPublicKey, type KeyObject, randomUUID } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode } from '../codec/decode.ts'
import { oneOf } from '../codec/one-of.ts'
import { withDefault } from '../codec/with-default.ts'
import { algorithmsOf, KeySpec, newKey, signature } from './asymmetric-key.ts'
import { type AwsError, awsError } from './gateway/aws-error.ts'
import { type Operations, operation } from './gateway/operation.ts'
import type { Documents } from './kept/documents.ts'

/** A signing key as it is kept. Shape: `pem` is its PKCS#8. */
const KeptKey = t.type({ spec: KeySpec, pem: t.string })

/**
 * The part of an embedded KMS that makes signing keys, which `documents` keep, and signs with them.
 *
 * Errors: `NotFoundException` for another key; `InvalidKeyUsageException` for an algorithm that the key does not have; and
 * those of {@link signature}.
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export const asymmetricKeys = (documents: Documents): Operations => {
  const keys = new Map(documents.all().flatMap(([id, text]) => entryOf(id, text)))
  const find = (asked: string): E.Either<AwsError, SigningKey> => {
    const key = keys.get(asked.split('/').at(-1) ?? '')
    return key === undefined
      ? E.left(awsError('NotFoundException', `Key '${asked}' does not exist`))
      : E.right(key)
  }
  return {
    CreateKey: operation(
      t.type({ KeySpec, KeyUsage: t.literal('SIGN_VERIFY') }),
      ({ KeySpec: spec, KeyUsage }) => {
        const id = randomUUID()
        const key = newKey(spec)
        const pem = key.export({ format: 'pem', type: 'pkcs8' }).toString()
        documents.put(`${PREFIX}${id}`, JSON.stringify(KeptKey.encode({ spec, pem })))
        keys.set(id, { id, spec, key })
        return E.right({ KeyMetadata: { KeyId: id, KeySpec: spec, KeyUsage } })
      },
    ),
    GetPublicKey: operation(t.type({ KeyId: t.string }), ({ KeyId }) =>
      pipe(
        find(KeyId),
        E.map(({ id, spec, key }) => ({
          KeyId: id,
          KeySpec: spec,
          KeyUsage: 'SIGN_VERIFY',
          SigningAlgorithms: algorithmsOf(spec),
          PublicKey: createPublicKey(key)
            .export({ format: 'der', type: 'spki' })
            .toString('base64'),
        })),
      ),
    ),
    Sign: operation(
      t.type({
        KeyId: t.string,
        Message: t.string,
        MessageType: withDefault(oneOf(['RAW', 'DIGEST']), 'RAW'),
        SigningAlgorithm: t.string,
      }),
      ({ KeyId, Message, MessageType, SigningAlgorithm }) =>
        pipe(
          find(KeyId),
          E.filterOrElse(
            ({ spec }) => algorithmsOf(spec).includes(SigningAlgorithm),
            () => awsError('InvalidKeyUsageException', `${SigningAlgorithm} is not the key's`),
          ),
          E.flatMap(({ id, key }) =>
            pipe(
              signature(key, SigningAlgorithm, MessageType, Buffer.from(Message, 'base64')),
              E.map((made) => ({
                KeyId: id,
                SigningAlgorithm,
                Signature: Buffer.from(made).toString('base64'),
              })),
            ),
          ),
        ),
    ),
  }
}

type SigningKey = { readonly id: string; readonly spec: KeySpec; readonly key: KeyObject }

const PREFIX = 'signing-'

const entryOf = (documentId: string, text: string): readonly (readonly [string, SigningKey])[] => {
  if (!documentId.startsWith(PREFIX)) return []
  const id = documentId.slice(PREFIX.length)
  const kept = decode(KeptKey)(JSON.parse(text))
  return E.isLeft(kept)
    ? []
    : [[id, { id, spec: kept.right.spec, key: createPrivateKey(kept.right.pem) }]]
}
