import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describeProblem } from '../../codec/decode.ts'
import { roomForTokens } from '../../credential/room-for-tokens.ts'
import {
  type FormatHints,
  readStored,
  type StoredCredential,
} from '../../credential/stored-credential.ts'
import { jsonMistake, placeIn } from '../../local/secrets-file/json-mistake.ts'
import { exportedCredential, isMasked } from './exported-credential.ts'

/**
 * Reads a credential that a person hands over, also out of another system's export.
 *
 * Errors: sentences with the place or the field and what was expected there, never a value.
 */
export const readCredential = (
  given: string,
  hints: FormatHints,
): E.Either<string, StoredCredential> => {
  // some editors put a byte order mark in front, which JSON does not know
  const text = given.replace(/^\uFEFF/, '')
  const mistake = jsonMistake(text)
  return mistake !== undefined
    ? E.left(`${placeIn(text, mistake)}: the text is not JSON from here on`)
    : pipe(
        readStored(exportedCredential(text), hints),
        E.mapLeft((problems) => problems.map(describeProblem).join('; ')),
        E.filterOrElse(
          ({ credential }) => !tokensOf(credential).some(isMasked),
          () =>
            'expected the tokens themselves; these are masked with asterisks, as by a system that does not give them out',
        ),
        E.flatMap((stored) => {
          const problem = roomForTokens(stored.text, stored.credential)
          return problem === undefined ? E.right(stored) : E.left(describeProblem(problem))
        }),
      )
}

const tokensOf = ({ accessToken, refreshToken, clientSecret }: StoredCredential['credential']) => [
  accessToken,
  refreshToken,
  clientSecret,
]
