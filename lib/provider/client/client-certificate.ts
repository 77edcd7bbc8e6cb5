import { createSecureContext, type SecureContext } from 'node:tls'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, type Problem } from '../../codec/decode.ts'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { optional } from '../../codec/optional.ts'
import { pemLines } from './pem-lines.ts'

/** A certificate that a client shows on the connection. Shape: PEM; `certificate` may be followed by its chain. */
export type ClientCertificate = { readonly certificate: string; readonly privateKey: string }

const Fields = t.type({
  certificate: optional(NonEmptyString),
  certificate_key: optional(NonEmptyString),
  private_key: optional(NonEmptyString),
})

/**
 * Reads the certificate of a client's secret.
 *
 * Shape: `certificate` with its key in `certificate_key`, else in `private_key`; `undefined`: there is none.
 * Errors: also where the two do not fit each other, so that no connection is begun with them.
 */
export const readClientCertificate = (
  fields: Readonly<Record<string, unknown>>,
): E.Either<readonly Problem[], ClientCertificate | undefined> =>
  pipe(
    decode(Fields)(fields),
    E.flatMap(({ certificate, certificate_key: own, private_key: shared }) => {
      if (certificate === undefined) return E.right(undefined)
      const privateKey = own ?? shared
      if (privateKey === undefined)
        return E.left([{ path: 'certificate_key', expected: 'the private key of certificate' }])
      const pair = { certificate: pemLines(certificate), privateKey: pemLines(privateKey) }
      return pipe(
        secureContext(pair),
        E.bimap(
          () => [{ path: 'certificate', expected: UNUSABLE }],
          () => pair,
        ),
      )
    }),
  )

const UNUSABLE =
  'a PEM certificate whose private key, in certificate_key or private_key, fits it and is not encrypted'

/** What a connection needs to show a certificate. Errors: a certificate and a key that cannot be used together. */
export const secureContext = ({
  certificate,
  privateKey,
}: ClientCertificate): E.Either<'unusable certificate', SecureContext> =>
  E.tryCatch(
    () => createSecureContext({ cert: certificate, key: privateKey }),
    (): 'unusable certificate' => 'unusable certificate',
  )
