import * as E from 'fp-ts/Either'
import { type FasterClock, fasterClock, machineClock } from '../aws/clock.ts'
import { DateTime } from '../codec/date-time.ts'
import type { Clock } from '../rotation/clock.ts'
import { later } from '../rotation/schedule.ts'
import { type Documents, inMemory } from './kept/documents.ts'

/**
 * The time of a local account.
 *
 * Shape: `speed` is 1 for real time; `faster` tells what a function must be told, nothing where the machine's own clock
 * is right; `machineTimeOf` says when the machine's clock will stand where this one says `date`.
 */
export type AccountClock = Clock & {
  readonly speed: number
  readonly faster: () => FasterClock | undefined
  readonly machineTimeOf: (date: Date) => Date
}

/** The account's time is the machine's. */
export const realTime: AccountClock = {
  ...machineClock,
  speed: 1,
  faster: () => undefined,
  machineTimeOf: (date) => date,
}

/**
 * Starts the clock of an account, `speed` times faster than the machine's. Time never runs backwards: an account that
 * was kept goes on where it stopped, or a little later.
 *
 * Effect: keeps ahead of time which moment it may have reached, so that a kill cannot turn it back.
 */
export const accountClock = (speed: number, documents: Documents = inMemory): AccountClock => {
  const machine = new Date()
  const reached = readReached(documents)
  const account = reached !== undefined && reached > machine ? reached : machine
  if (speed === 1 && account === machine) return realTime
  const faster = { speed, machine, account }
  const { now } = fasterClock(faster)
  let kept = account
  const keepAhead = (date: Date): Date => {
    if (date >= kept) {
      kept = later(date, AHEAD_SECONDS * speed)
      documents.put(REACHED, DateTime.encode(kept))
    }
    return date
  }
  return {
    now: () => keepAhead(now()),
    deadline: (seconds) => later(keepAhead(now()), seconds * speed),
    speed,
    faster: () => faster,
    machineTimeOf: (date) =>
      new Date(machine.getTime() + (date.getTime() - account.getTime()) / speed),
  }
}

const REACHED = 'reached'

/** How far ahead, in the machine's seconds: what a kill may skip. */
const AHEAD_SECONDS = 1

const readReached = (documents: Documents): Date | undefined => {
  const text = new Map(documents.all()).get(REACHED)
  const decoded = DateTime.decode(text)
  return E.isRight(decoded) ? decoded.right : undefined
}

/** A clock at the machine's pace that can be moved ahead, so that nobody has to wait. */
export const movableClock = (): AccountClock & { readonly advance: (seconds: number) => void } => {
  let ahead = 0
  const now = (): Date => later(new Date(), ahead)
  return {
    now,
    deadline: (seconds) => later(now(), seconds),
    speed: 1,
    faster: () => ({ speed: 1, machine: new Date(), account: now() }),
    machineTimeOf: (date) => later(date, -ahead),
    advance: (seconds) => {
      ahead += seconds
    },
  }
}
