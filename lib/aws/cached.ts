import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'

/** Keeps what a look-up found for some seconds, per key; failures and absent values are asked for again. */
export const cached = <Err, A>(
  lookUp: (key: string) => TE.TaskEither<Err, A | undefined>,
  { seconds, now }: { readonly seconds: number; readonly now: () => Date },
): ((key: string) => TE.TaskEither<Err, A | undefined>) => {
  const known = new Map<string, { readonly value: A; readonly until: number }>()
  return (key) => {
    const entry = known.get(key)
    if (entry !== undefined && now().getTime() < entry.until) return TE.right(entry.value)
    return pipe(
      lookUp(key),
      TE.tapIO((value) => () => {
        if (value !== undefined) known.set(key, { value, until: now().getTime() + seconds * 1000 })
      }),
    )
  }
}
