import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import type { SweepEnd } from '../../lib/rotation/sweep.ts'
import type { SweepEnv } from '../../lib/rotation/sweep-env.ts'
import { type LargeAccountOptions, largeAccount } from '../bench/sweep/large-account.ts'
import {
  longestUnseen,
  runSchedule,
  type Schedule,
  type SweepRun,
  wholeOnes,
} from '../bench/sweep/run-schedule.ts'
import { virtualTime } from '../bench/sweep/virtual-time.ts'
import { awsFailure, NOW } from '../fixed-data.ts'

type World = Partial<LargeAccountOptions> & {
  readonly env?: (env: Omit<SweepEnv, 'secondsLeft'>, now: () => number) => Partial<SweepEnv>
}

/** Sweeps an account of 25,000 secrets, whose list takes 3 s a page: a sweep has the time for 97 of 250 pages. */
const sweepSlowly = async (
  minutes: number,
  { env, ...options }: World = {},
  schedule: Partial<Schedule> = {},
) => {
  const time = virtualTime(NOW)
  const secondsNow = () => (time.now().getTime() - NOW.getTime()) / 1000
  const account = largeAccount({
    secrets: 25_000,
    time,
    listMilliseconds: [3000, 3000],
    batchMilliseconds: [100, 200],
    sweepMinutes: 5,
    ...options,
  })
  const changed = { ...account, env: { ...account.env, ...env?.(account.env, secondsNow) } }
  const runs = await runSchedule(changed, { time, minutes, ...schedule })
  return { ...account, runs, ends: runs.map(endOf), endedAt: time.now().getTime() }
}

const endOf = ({ end }: SweepRun): SweepEnd | undefined =>
  end !== undefined && E.isRight(end) ? end.right : undefined

/** How often each page was looked at. */
const looks = ({ lookedAt }: { readonly lookedAt: readonly (readonly number[])[] }) =>
  lookedAt.map(({ length }) => length)

const once = (pages: number): readonly number[] => Array.from({ length: pages }, () => 1)

describe('when one sweep has the time for all secrets', () => {
  it.each([1, 100, 101, 2350])(
    'lists %i of them with one call per hundred, reads as many pages of items, and leaves nothing behind',
    async (secrets) => {
      const { calls, walk, ends } = await sweepSlowly(5, {
        secrets,
        listMilliseconds: [100, 200],
        batchMilliseconds: [10, 20],
      })
      const pages = Math.ceil(secrets / 100)

      expect(calls).toStrictEqual({ ListSecrets: pages, BatchGetItem: pages })
      expect(walk.writes).toStrictEqual([])
      expect(ends).toMatchObject([{ isWhole: true, report: { secrets, pages } }])
    },
  )

  it('asks for the next page while the items of the one at hand are read', async () => {
    const { steps } = await sweepSlowly(5, { secrets: 300, listMilliseconds: [100, 200] })

    expect(steps).toStrictEqual(['list 0', 'list 1', 'items 0', 'list 2', 'items 1', 'items 2'])
  })
})

describe('when a sweep cannot finish before the next one', () => {
  it('goes on where it stopped, so that a whole walk costs one call per hundred too', async () => {
    const account = await sweepSlowly(15)

    expect(account.calls).toStrictEqual({ ListSecrets: 250, BatchGetItem: 250 })
    expect(looks(account)).toStrictEqual(once(250))
    expect(account.ends.map((end) => end?.isWhole)).toStrictEqual([false, false, true])
    expect(account.ends[2]?.report).toMatchObject({ secrets: 25_000, pages: 250 })
  })

  it('stops before the next one begins', async () => {
    const { runs } = await sweepSlowly(15)
    const seconds = runs.map((run) => (run.endedAt.getTime() - run.startedAt.getTime()) / 1000)

    expect(Math.max(...seconds)).toBeLessThan(5 * 60)
  })

  it('looks at each secret once in a walk, and at none later than a walk after the last time', async () => {
    const account = await sweepSlowly(60)
    const unseen = longestUnseen(account.lookedAt, [NOW.getTime(), account.endedAt])

    expect(new Set(looks(account))).toStrictEqual(new Set([4]))
    expect(unseen / 60_000).toBeLessThan(15 + 5)
  })

  it('sends what falls due before the next look, not only before the next sweep', async () => {
    const account = await sweepSlowly(120, { tokenSeconds: 7200 })

    expect(account.latestSeconds()).toBeLessThan(60)
    expect(account.walk.walk()?.sweeps).toBe(3)
  })

  it('tells what the last whole walk saw until the next is whole, and nothing before the first', async () => {
    const { ends } = await sweepSlowly(30)
    const told = ends.map((end) => end?.whole?.fleet.providers.get('acme')?.credentials)

    expect(told).toStrictEqual([undefined, undefined, 25_000, 25_000, 25_000, 25_000])
    expect(ends.some((end) => end?.isLate)).toBe(false)
  })

  it('ends in time also where its function lives shorter than the time between two sweeps', async () => {
    const { runs } = await sweepSlowly(45, { sweepMinutes: 15, listMilliseconds: [5000, 5000] })
    const seconds = runs.map((run) => (run.endedAt.getTime() - run.startedAt.getTime()) / 1000)

    expect(runs.map((run) => endOf(run)?.isWhole)).toStrictEqual([false, true, false])
    expect(Math.max(...seconds)).toBeLessThan(900)
  })
})

describe('when the token of the next page is refused', () => {
  it('walks anew from the first page, and counts nothing twice', async () => {
    const { ends, lookedAt } = await sweepSlowly(20, {
      // the second sweep is left out, and the third finds the token too old
      listTokenSeconds: 200,
      env: (env, now) => ({
        queueDepth: () =>
          now() === 300 ? TE.left(awsFailure('GetQueueAttributes'))() : env.queueDepth(),
      }),
    })

    expect(ends.map((end) => end?.report.pages)).toStrictEqual([97, undefined, 96, 193])
    expect(lookedAt[0]).toHaveLength(2)
    expect(lookedAt[245]).toHaveLength(0)
  })

  it('finishes the walk after that', async () => {
    const { ends } = await sweepSlowly(25, {
      env: (env, now) => ({
        list: (next) =>
          next !== undefined && now() === 300
            ? TE.left(awsFailure('ListSecrets', 'InvalidNextTokenException'))
            : env.list(next),
      }),
    })

    expect(ends.map((end) => [end?.report.pages, end?.isWhole])).toStrictEqual([
      [97, false],
      [97, false],
      [194, false],
      [250, true],
      [97, false],
    ])
  })

  it('says so when that goes on for an hour, instead of telling what is long past', async () => {
    const { ends } = await sweepSlowly(85, {
      env: (env, now) => ({
        list: (next) =>
          next !== undefined && now() % 300 === 0 && now() > 900
            ? TE.left(awsFailure('ListSecrets', 'InvalidNextTokenException'))
            : env.list(next),
      }),
    })
    const told = ends.map((end) => (end?.isLate ? 'late' : end?.whole !== undefined))

    expect(told.slice(0, 3)).toStrictEqual([false, false, true])
    expect(told.slice(3, 14)).not.toContain('late')
    expect(told.at(-1)).toBe('late')
    expect(ends.at(-1)?.whole).toBe(undefined)
  })
})

describe('when nobody went on with a walk for an hour', () => {
  it('walks anew', async () => {
    const { ends } = await sweepSlowly(75, {
      env: (env, now) => ({
        queueDepth: () =>
          now() > 0 && now() < 4200
            ? TE.left(awsFailure('GetQueueAttributes'))()
            : env.queueDepth(),
      }),
    })

    expect(ends.at(-1)).toMatchObject({ isLate: false, report: { pages: 97 } })
  })
})

describe('when a call fails on the way', () => {
  it('goes on with the page that failed', async () => {
    const account = await sweepSlowly(20, {
      env: (env, now) => ({
        items: (arns) =>
          now() > 140 && now() < 300 ? TE.left(awsFailure('BatchGetItem')) : env.items(arns),
      }),
    })

    expect(account.runs[0]?.end).toStrictEqual(E.left(awsFailure('BatchGetItem')))
    expect(looks(account)).toStrictEqual(once(250))
    expect(account.ends[3]).toMatchObject({
      isWhole: true,
      report: { pages: 250, secrets: 25_000 },
    })
  })
})

describe('when sweeps are killed', () => {
  it('costs no more than what the last half minute saw', async () => {
    const account = await sweepSlowly(15, {}, { killedAfterSeconds: (n) => (n === 0 ? 200 : 900) })
    const again = looks(account).filter((times) => times > 1)

    expect(account.runs[0]?.end).toBe(undefined)
    expect(account.walk.writes.length).toBeGreaterThan(3)
    expect(again.length).toBeLessThanOrEqual(11)
    expect(wholeOnes(account.runs)).toHaveLength(1)
  })
})

describe('when two sweeps walk at once', () => {
  it('finishes the walks all the same, with each page looked at by one of them at least', async () => {
    const account = await sweepSlowly(30, {}, { atOnce: 2 })

    expect(wholeOnes(account.runs).length).toBeGreaterThanOrEqual(2)
    expect(Math.min(...looks(account))).toBeGreaterThanOrEqual(2)
    expect(account.calls.ListSecrets).toBeLessThan(2 * 2 * 250 * 1.05)
  })

  it('leaves a walk to the sweep whose place was kept first', async () => {
    const { calls } = await sweepSlowly(5, {}, { atOnce: 2 })
    const inHalfAMinute = 11

    expect(calls.BatchGetItem).toBeLessThanOrEqual(97 + inHalfAMinute)
  })

  it('loses no time where one begins before the last has ended', async () => {
    const account = await sweepSlowly(60, {}, { jitterSeconds: (n) => (n % 2 === 1 ? -50 : 0) })
    const unseen = longestUnseen(account.lookedAt, [NOW.getTime(), account.endedAt])

    expect(Math.min(...looks(account))).toBeGreaterThanOrEqual(3)
    expect(unseen / 60_000).toBeLessThanOrEqual(20)
  })
})

describe('when more falls due than the queue takes', () => {
  it('begins the next walk where the queue was full, so that every page has its turn', async () => {
    const sent = new Set<string>()
    let first: number[] = []
    const { ends } = await sweepSlowly(30, {
      secrets: 2000,
      listMilliseconds: [100, 200],
      batchMilliseconds: [10, 20],
      env: (env) => ({
        // always the same room, and everything is due again and again
        queueDepth: async () => E.right(7500 - 450),
        items: () => TE.right(new Map()),
        send: (due) => {
          first = [...first, Number(due[0]?.secretArn.split('-').at(-1))]
          for (const { secretArn } of due) sent.add(secretArn)
          return TE.right(due.length)
        },
        walk: env.walk,
      }),
    })

    expect(ends.every((end) => end?.isWhole && end.report.pages === 20)).toBe(true)
    expect(sent.size).toBe(2000)
    expect(first.slice(0, 10)).toStrictEqual([0, 100, 200, 300, 400, 400, 500, 600, 700, 800])
  })
})
