import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { decode, type Problem } from '../codec/decode.ts'
import type { Credential, Tokens } from './credential.ts'
import { editJson } from './edit-json.ts'
import type { Format, StoredObject } from './format.ts'
import type { FormatId } from './formats.ts'
import { recogniseFormat } from './formats.ts'
import { JsonObject } from './stored-object.ts'

/** A credential together with the text it was read from and that text's format. */
export type StoredCredential = {
  readonly text: string
  readonly format: Format
  readonly credential: Credential
}

/** What helps to tell the format of a text; see `recogniseFormat`. */
export type FormatHints = {
  readonly tagged: FormatId | undefined
  readonly providerDefault: FormatId | undefined
}

/**
 * Reads a stored credential.
 *
 * Errors: the paths of the fields that are not what their format says, never a value.
 */
export const readStored = (
  text: string,
  { tagged, providerDefault }: FormatHints,
): E.Either<readonly Problem[], StoredCredential> =>
  pipe(
    parseObject(text),
    E.flatMap((object) => {
      const format = recogniseFormat(object, tagged, providerDefault)
      return pipe(
        format.decode(object),
        E.map((credential) => ({ text, format, credential })),
      )
    }),
  )

/** The text with new tokens in it; every byte that is not theirs stays. */
export const writeStored = (
  { text, format, credential }: StoredCredential,
  tokens: Tokens,
): string => {
  const isReplaced = tokens.refreshToken !== credential.refreshToken
  const refreshTokenExpiresAt =
    tokens.refreshTokenExpiresAt ?? (isReplaced ? undefined : credential.refreshTokenExpiresAt)
  const object: StoredObject = JSON.parse(text)
  return editJson(text, format.encode({ ...credential, ...tokens, refreshTokenExpiresAt }, object))
}

const parseObject = (text: string): E.Either<readonly Problem[], StoredObject> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => [{ path: '', expected: expectedInsteadOf(text) }],
    ),
    E.flatMap(decode(JsonObject)),
  )

/** Two kinds of text look right to whoever wrote them: a binary value, which has none, and an invisible first character. */
const expectedInsteadOf = (text: string): string => {
  if (text === '') return 'JSON, and not an empty or binary value'
  return text.startsWith('\uFEFF') ? 'JSON without a byte order mark' : 'JSON'
}
