import { createPrivateKey, KeyObject } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { anyOf } from '../../codec/any-of.ts'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { refusal } from '../../codec/refusal.ts'
import { pemLines } from './pem-lines.ts'
import { algorithmsOf, USABLE_KEY } from './signing-algorithm.ts'

const privateKey = <A>(
  name: string,
  input: t.Decoder<unknown, A>,
  parse: (given: A) => KeyObject,
): t.Type<KeyObject, unknown, unknown> =>
  new t.Type(
    name,
    (u): u is KeyObject => u instanceof KeyObject,
    (u, context) =>
      pipe(
        input.decode(u),
        E.flatMap((given) => E.tryCatch(() => parse(given), String)),
        E.filterOrElseW(
          (key) => algorithmsOf(key).length > 0,
          () => undefined,
        ),
        E.fold(() => refusal(context, name), t.success),
      ),
    t.identity,
  )

/** Reads a PEM private key that can sign. Shape: PKCS#1, PKCS#8 or SEC 1. Source: RFC 7468 section 10 */
export const PrivateKeyFromPem = privateKey(
  `a PEM private key: ${USABLE_KEY}`,
  NonEmptyString,
  (pem) => createPrivateKey(pemLines(pem)),
)

/** Reads a private key that can sign from a JWK, which may be an object or its JSON text. Source: RFC 7517 section 4 */
export const PrivateKeyFromJwk = privateKey(
  `a private JWK: ${USABLE_KEY}`,
  anyOf<string | { readonly [member: string]: unknown }>('text or an object', [
    t.string,
    t.UnknownRecord,
  ]),
  (jwk) => createPrivateKey({ key: jwkMembers(jwk), format: 'jwk' }),
)

/** The members of a JWK that may be an object or its JSON text; none where it is neither. */
export const jwkMembers = (jwk: unknown): Readonly<Record<string, unknown>> => {
  if (t.UnknownRecord.is(jwk)) return jwk
  const parsed = E.tryCatch(
    (): unknown => JSON.parse(String(jwk)),
    () => undefined,
  )
  return E.isRight(parsed) && t.UnknownRecord.is(parsed.right) ? parsed.right : {}
}
