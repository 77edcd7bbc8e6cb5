import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describeProblem } from '../../codec/decode.ts'
import type { StoredObject } from '../../credential/format.ts'
import { readStored, type StoredCredential } from '../../credential/stored-credential.ts'
import { JsonObject } from '../../credential/stored-object.ts'
import { jsonMistake, placeIn } from '../../local/secrets-file/json-mistake.ts'
import { exportedCredential } from './exported-credential.ts'
import { offsetOfPath } from './place-of-path.ts'
import { readCredential } from './read-credential.ts'
import type { RecognitionHints } from './recognition.ts'

/** A text that is a credential. Shape: `object` is what was read, which another system's export wraps. */
export type CheckedText = { readonly object: StoredObject; readonly stored: StoredCredential }

/**
 * Reads a credential, and where it cannot be read, says of each problem where in the text it is.
 *
 * Errors: sentences that begin with `place`, line and column; never a value.
 */
export const checkText = (
  text: string,
  place: string,
  hints: RecognitionHints,
): E.Either<readonly string[], CheckedText> => {
  const mistake = jsonMistake(text)
  if (mistake !== undefined)
    return E.left([`${place}: ${placeIn(text, mistake)}: the text is not JSON from here on`])
  const exported = exportedCredential(text)
  return pipe(
    readStored(exported, hints),
    E.mapLeft((problems) =>
      problems.map((problem) => {
        // what stands inside of an export was copied out of it: only its own text has places
        const at = exported === text ? placeIn(text, offsetOfPath(text, problem.path)) : undefined
        return [place, at, describeProblem(problem)].filter((part) => part !== undefined).join(': ')
      }),
    ),
    E.flatMap(() =>
      pipe(
        readCredential(text, hints),
        E.mapLeft((problem) => [`${place}: ${problem}`]),
      ),
    ),
    E.map((stored) => ({ stored, object: objectOf(stored.text) })),
  )
}

const objectOf = (text: string): StoredObject => {
  const parsed: unknown = JSON.parse(text)
  return JsonObject.is(parsed) ? parsed : {}
}
