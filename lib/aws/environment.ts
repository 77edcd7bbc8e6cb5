import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type * as t from 'io-ts'
import { decode, describeProblem } from '../codec/decode.ts'

/**
 * Reads a function's settings from its environment variables, once, at cold start.
 *
 * Errors: throws one error that names every variable that is missing or wrong; values are left out.
 */
export const readEnvironment = <A>(codec: t.Decoder<unknown, A>, variables: NodeJS.ProcessEnv): A =>
  pipe(
    decode(codec)(variables),
    E.getOrElseW((problems) => {
      throw new Error(`environment variable ${problems.map(describeProblem).join('; ')}`)
    }),
  )
