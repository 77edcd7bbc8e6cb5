import * as E from 'fp-ts/Either'
import type { Failure } from '../operator/fail.ts'
import type { StatusRow } from '../operator/status-row.ts'

/** A fleet as it was read. Shape: `leftOut` are the reasons why a sweep leaves secrets out. */
export type FleetSnapshot = {
  readonly rows: readonly StatusRow[]
  readonly leftOut: readonly string[]
  readonly readAt: Date
}

/** Reads a fleet again and again, not more often than is good for the account. */
export type FleetSnapshots = {
  /** Errors: exit code 3 when AWS refuses. */
  readonly read: () => Promise<E.Either<Failure, FleetSnapshot>>
  /** Effect: the next read believes neither what is kept nor, once it is over, a reading that is under way. */
  readonly doubt: () => void
}

/** Tells how many milliseconds have passed since some moment; no clock that is moved. */
export type Stopwatch = () => number

/**
 * Keeps the last reading of a fleet for 5 s, and 20 ms per credential: 10,000 of them are read every 200 s at most, which
 * keeps ListSecrets and the ledger far from their limits. Nobody asks, nothing is read; many who ask share one reading.
 *
 * A small fleet is waited for. A large one is answered from the last reading while the next one is under way.
 */
export const fleetSnapshots = (
  readFleet: () => Promise<E.Either<Failure, FleetSnapshot>>,
  stopwatch: Stopwatch = () => performance.now(),
): FleetSnapshots => {
  let kept: FleetSnapshot | undefined
  let goodUntil = 0
  let failure: Failure | undefined
  let reading: Promise<E.Either<Failure, FleetSnapshot>> | undefined
  let doubts = 0

  const readAnew = async (): Promise<E.Either<Failure, FleetSnapshot>> => {
    const begun = stopwatch()
    const doubtsBefore = doubts
    const result = await readFleet()
    reading = undefined
    if (E.isLeft(result)) failure = result.left
    else {
      kept = result.right
      failure = undefined
      // what was in doubt after the reading began may be in none of its pages
      goodUntil =
        doubts === doubtsBefore
          ? begun + LEAST_MILLISECONDS + kept.rows.length * MILLISECONDS_EACH
          : 0
    }
    return result
  }

  return {
    read: async () => {
      if (kept !== undefined && stopwatch() < goodUntil) return E.right(kept)
      reading ??= readAnew()
      if (kept === undefined || kept.rows.length <= WAITED_FOR) return reading
      // a failure is told once, by whoever asks next; then the reading that has begun counts
      const told = failure
      failure = undefined
      return told === undefined ? E.right(kept) : E.left(told)
    },
    doubt: () => {
      doubts += 1
      goodUntil = 0
    },
  }
}

const LEAST_MILLISECONDS = 5000
const MILLISECONDS_EACH = 20

/** So many are read within a second or two. */
const WAITED_FOR = 500
