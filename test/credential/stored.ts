import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describeProblem } from '../../lib/codec/decode.ts'
import type { FormatId } from '../../lib/credential/formats.ts'
import { readStored, type StoredCredential } from '../../lib/credential/stored-credential.ts'

/** The credential of a text that is known to be good. */
export const stored = (text: string, tagged: FormatId): StoredCredential =>
  pipe(
    readStored(text, { tagged, providerDefault: undefined }),
    E.getOrElseW((problems) => {
      throw new Error(problems.map(describeProblem).join('; '))
    }),
  )
