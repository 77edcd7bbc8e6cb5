import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { Credential } from '../../credential/credential.ts'
import { editJson } from '../../credential/edit-json.ts'
import type { StoredObject } from '../../credential/format.ts'
import { type FormatId, formatOf } from '../../credential/formats.ts'
import type { StoredCredential } from '../../credential/stored-credential.ts'

/** A credential in another format. Shape: `leftOut` names what the format has no place for. */
export type ConvertedCredential = { readonly text: string; readonly leftOut: readonly string[] }

/**
 * Writes a credential in a format, from nothing but what is known of it; in its own format it stays byte for byte.
 *
 * What was written is read back before it is given out: a format whose reader needs more than tokens, such as an
 * account, is refused instead of written in part.
 *
 * Errors: one sentence.
 */
export const convertedCredential = (
  { text, format, credential }: StoredCredential,
  target: FormatId,
  now: Date,
): E.Either<string, ConvertedCredential> => {
  if (format.id === target) return E.right({ text, leftOut: [] })
  const { accessToken, refreshToken, expiresAt } = credential
  // formats that store a lifetime count it from the issue, which others do not know
  const issuedAt =
    credential.issuedAt ?? (expiresAt === undefined ? undefined : earlier(now, expiresAt))
  const start = START[target]?.(credential) ?? {}
  const fields = formatOf(target).encode(
    { ...credential, accessToken, refreshToken, issuedAt, expiresAt },
    start,
  )
  const converted = `${JSON.stringify(JSON.parse(editJson(JSON.stringify(start), fields)), undefined, 2)}\n`
  return pipe(
    formatOf(target).decode(JSON.parse(converted)),
    E.mapLeft(() => cannotBeMade(target)),
    E.filterOrElse(
      (read) => read.accessToken === accessToken && read.refreshToken === refreshToken,
      () => cannotBeMade(target),
    ),
    E.map((read) => ({ text: converted, leftOut: leftOut(credential, read) })),
  )
}

const earlier = (a: Date, b: Date): Date => (a < b ? a : b)

const cannotBeMade = (target: FormatId): string =>
  `--format: expected a format that can be made from the credential alone; ${target} holds more than that`

/** What readers of a format look for besides the tokens. */
const START: Partial<Readonly<Record<FormatId, (credential: Credential) => StoredObject>>> = {
  'google-authorized-user': (credential) => ({ type: 'authorized_user', ...clientOf(credential) }),
  nango: (credential) => ({
    type: 'OAUTH2',
    ...(credential.clientId === undefined ? {} : { config_override: clientOf(credential) }),
  }),
}

const clientOf = ({ clientId, clientSecret }: Credential): StoredObject => ({
  ...(clientId === undefined ? {} : { client_id: clientId }),
  ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
})

const leftOut = (before: Credential, after: Credential): readonly string[] => [
  ...(before.clientId !== undefined && after.clientId === undefined ? ["the client's id"] : []),
  ...(before.clientSecret !== undefined && after.clientSecret === undefined
    ? ["the client's secret"]
    : []),
  ...(before.expiresAt !== undefined && after.expiresAt === undefined
    ? ['the end of the access token']
    : []),
  ...(before.refreshTokenExpiresAt !== undefined && after.refreshTokenExpiresAt === undefined
    ? ['the end of the refresh token']
    : []),
]
