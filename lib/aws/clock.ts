import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { DateTime } from '../codec/date-time.ts'
import { decode, describeProblem } from '../codec/decode.ts'
import type { Clock } from '../rotation/clock.ts'
import { later } from '../rotation/schedule.ts'

/** A clock that runs `speed` times faster than the machine's. Shape: when the machine's said `machine`, it said `account`. */
export const FasterClock = t.type({ speed: t.number, machine: DateTime, account: DateTime })
export type FasterClock = t.TypeOf<typeof FasterClock>

/** The machine's own clock. */
export const machineClock: Clock = {
  now: () => new Date(),
  deadline: (seconds) => later(new Date(), seconds),
}

/** A faster clock at work; what takes a second of the machine's takes `speed` of its own. */
export const fasterClock = ({ speed, machine, account }: FasterClock): Clock => {
  const now = (): Date =>
    new Date(account.getTime() + Math.floor((Date.now() - machine.getTime()) * speed))
  return { now, deadline: (seconds) => later(now(), seconds * speed) }
}

/**
 * The clock of a function: the machine's, unless the local account sets `CLOCK` to another one, as JSON. No deployment
 * does. The variable is read at every look, since the local account may move its time between two invocations.
 *
 * Errors: throws when the variable is there and cannot be read.
 */
export const functionClock = (variables: NodeJS.ProcessEnv): Clock => {
  let known: { readonly text: string; readonly clock: Clock } | undefined
  const clock = (): Clock => {
    const { CLOCK: text } = variables
    if (text === undefined) return machineClock
    if (known?.text !== text) known = { text, clock: readClock(text) }
    return known.clock
  }
  clock()
  return { now: () => clock().now(), deadline: (seconds) => clock().deadline(seconds) }
}

const readClock = (text: string): Clock =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => [{ path: '', expected: 'JSON' }],
    ),
    E.flatMap(decode(FasterClock)),
    E.map(fasterClock),
    E.getOrElseW((problems) => {
      throw new Error(`environment variable CLOCK: ${problems.map(describeProblem).join('; ')}`)
    }),
  )
