import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import type * as TE from 'fp-ts/TaskEither'
import type { Clock } from './clock.ts'

/** What asking again needs of the world. */
export type Patience = Pick<Clock, 'deadline'> & {
  readonly wait: (milliseconds: number) => T.Task<void>
}

/**
 * Asks until an answer satisfies or less than the reserve is left until the end, with pauses that double from 200 ms
 * to 3.2 s, and gives the last answer.
 *
 * A failure is an answer too: `satisfies` decides whether it is worth another try.
 */
export const askAgainUntil =
  ({ deadline, wait }: Patience, end: Date, reserveSeconds = 0) =>
  <E, A>(
    ask: TE.TaskEither<E, A>,
    satisfies: (answer: { readonly failure: E } | { readonly success: A }) => boolean,
  ): TE.TaskEither<E, A> => {
    const attempt = (pause: number): TE.TaskEither<E, A> =>
      pipe(
        ask,
        T.flatMap((answer) => {
          const seen = answer._tag === 'Left' ? { failure: answer.left } : { success: answer.right }
          return satisfies(seen) || deadline(reserveSeconds + pause / 1000) > end
            ? T.of(answer)
            : pipe(
                wait(pause),
                T.flatMap(() => attempt(Math.min(pause * 2, MAX_PAUSE))),
              )
        }),
      )
    return attempt(FIRST_PAUSE)
  }

const FIRST_PAUSE = 200
const MAX_PAUSE = 3200
