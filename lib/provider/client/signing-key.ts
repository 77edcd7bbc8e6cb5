import { type KeyObject, X509Certificate } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, type Problem } from '../../codec/decode.ts'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { optional } from '../../codec/optional.ts'
import { refine } from '../../codec/refine.ts'
import { pemLines } from './pem-lines.ts'
import { jwkMembers, PrivateKeyFromJwk, PrivateKeyFromPem } from './private-key.ts'
import { algorithmsOf, SigningAlgorithm } from './signing-algorithm.ts'

/**
 * A key that a client signs with, here or in AWS KMS, which it never leaves.
 *
 * Shape: `id` is sent as `kid`, `thumbprint` (of the key's certificate) as `x5t#S256`; a KMS key without `algorithm`
 * is asked for it.
 */
export type SigningKey = LocalKey | KmsKey

/** A private key at hand. */
export type LocalKey = KeyNames & {
  readonly place: 'local'
  readonly privateKey: KeyObject
  readonly algorithm: SigningAlgorithm
}

/** An asymmetric key of AWS KMS. Shape: `keyId` is a key id, an ARN or an alias. */
export type KmsKey = KeyNames & {
  readonly place: 'kms'
  readonly keyId: string
  readonly algorithm?: SigningAlgorithm | undefined
}

type KeyNames = { readonly id?: string | undefined; readonly thumbprint?: string | undefined }

const Fields = t.type({
  private_key: optional(PrivateKeyFromPem),
  jwk: optional(PrivateKeyFromJwk),
  private_key_jwt: optional(PrivateKeyFromJwk),
  kms_key_id: optional(
    refine(t.string, 'the id, ARN or alias of a KMS key', (s) => /^[\w:/-]{1,2048}$/.test(s)),
  ),
  key_id: optional(NonEmptyString),
  private_key_id: optional(NonEmptyString),
  alg: optional(SigningAlgorithm),
  certificate: optional(NonEmptyString),
  certificate_key: optional(NonEmptyString),
})
type Fields = t.TypeOf<typeof Fields>

/**
 * Reads the signing key of a client's secret.
 *
 * Shape: one of `private_key` (PEM), `jwk` or `private_key_jwt` (an object or its JSON text), and `kms_key_id`; optional
 * `key_id` (or `private_key_id`, or the JWK's `kid`) and `alg` (or the JWK's); `undefined`: there is no key. Beside
 * another key, `private_key` belongs to `certificate`.
 * Errors: also for a key that is too weak, and an `alg` that does not fit it.
 */
export const readSigningKey = (
  fields: Readonly<Record<string, unknown>>,
): E.Either<readonly Problem[], SigningKey | undefined> => {
  const own = jwkMembers(fields.jwk ?? fields.private_key_jwt)
  const names = { key_id: fields.private_key_id ?? own.kid, alg: own.alg }
  return pipe(
    decode(Fields)({ ...names, ...fields }),
    E.filterOrElseW(isOneKey, (): readonly Problem[] => [
      { path: '', expected: 'only one of private_key, jwk and kms_key_id' },
    ]),
    E.flatMap(keyOf),
  )
}

const isOneKey = (fields: Fields): boolean => {
  const { private_key: pem, jwk, private_key_jwt: jwt, kms_key_id: kms } = fields
  const others = [jwk, jwt, kms].filter((key) => key !== undefined).length
  const isOfCertificate = fields.certificate !== undefined && fields.certificate_key === undefined
  return others === 0 || (others === 1 && (pem === undefined || isOfCertificate))
}

const keyOf = (fields: Fields): E.Either<readonly Problem[], SigningKey | undefined> => {
  const { kms_key_id: keyId, alg, key_id: id, certificate } = fields
  if (keyId !== undefined)
    // a certificate with a key beside it is shown on the connection, and is not this key's
    return E.right({
      place: 'kms',
      keyId,
      algorithm: alg,
      id,
      thumbprint:
        fields.certificate_key === undefined && fields.private_key === undefined
          ? thumbprint(certificate, () => true)
          : undefined,
    })
  const privateKey = fields.jwk ?? fields.private_key_jwt ?? fields.private_key
  if (privateKey === undefined) return E.right(undefined)
  const fitting = algorithmsOf(privateKey)
  const algorithm = alg ?? fitting[0]
  return algorithm === undefined || !fitting.includes(algorithm)
    ? E.left([{ path: 'alg', expected: `${fitting.join(', ')} or nothing, for this key` }])
    : E.right({
        place: 'local',
        privateKey,
        algorithm,
        id,
        thumbprint: thumbprint(certificate, (known) => known.checkPrivateKey(privateKey)),
      })
}

/**
 * Microsoft Entra ID knows a client's key by its certificate only.
 *
 * Source: RFC 7515 section 4.1.8, https://learn.microsoft.com/en-us/entra/identity-platform/certificate-credentials
 */
const thumbprint = (
  pem: string | undefined,
  isOurs: (certificate: X509Certificate) => boolean,
): string | undefined => {
  if (pem === undefined) return undefined
  const read = E.tryCatch(
    () => new X509Certificate(pemLines(pem)),
    () => undefined,
  )
  return E.isRight(read) && isOurs(read.right)
    ? Buffer.from(read.right.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
    : undefined
}
