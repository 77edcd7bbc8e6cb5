import * as E from 'fp-ts/Either'
import type { Failure } from './fail.ts'

/** Something that changes and can be drawn. Shape: `show` replaces what was shown; `wait` passes the time between two. */
export type Watched = {
  readonly picture: () => Promise<E.Either<Failure, string>>
  readonly show: (text: string) => void
  readonly wait: () => Promise<void>
}

/**
 * Draws a picture anew again and again, until the process ends.
 *
 * Errors: the failure of the first picture; later ones are shown below the last good picture, and tried again.
 */
export const watch = async ({
  picture,
  show,
  wait,
}: Watched): Promise<E.Either<Failure, never>> => {
  let last: string | undefined
  for (;;) {
    const drawn = await picture()
    if (E.isLeft(drawn) && last === undefined) return drawn
    if (E.isRight(drawn)) last = drawn.right
    show(E.isLeft(drawn) ? `${last}\n${drawn.left.message}` : drawn.right)
    await wait()
  }
}
