import * as E from 'fp-ts/Either'
import type { ListedSecret } from '../../../lib/rotation/listed-secret.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import type { SweepEnv } from '../../../lib/rotation/sweep-env.ts'
import { fakeWalk } from '../../fakes.ts'
import { awsFailure, itemOf, NOW, providers } from '../../fixed-data.ts'
import type { VirtualTime } from './virtual-time.ts'

/** A span of milliseconds that an answer takes, evenly spread. */
export type Span = readonly [number, number]

export type LargeAccountOptions = {
  readonly secrets: number
  readonly time: VirtualTime
  readonly listMilliseconds: Span
  readonly batchMilliseconds: Span
  readonly sweepMinutes: number
  /** How long an access token lives; each is refreshed after four fifths of that. Absent: nothing falls due. */
  readonly tokenSeconds?: number | undefined
  /** How long a token of the list is good for. Absent: for ever. */
  readonly listTokenSeconds?: number | undefined
}

/**
 * An account with many secrets that are made up as they are asked for, and a queue that is worked off at 25 a second.
 *
 * Shape: secret number n stands on page n / 100. `lookedAt` says when each page was looked at, `listedAt` when any was asked
 * for, in milliseconds; `latestSeconds` is how late a refresh was at most. Sweeps of one account share `walk`.
 */
export const largeAccount = ({
  secrets,
  time,
  listMilliseconds,
  batchMilliseconds,
  sweepMinutes,
  tokenSeconds,
  listTokenSeconds = Number.POSITIVE_INFINITY,
}: LargeAccountOptions) => {
  const random = seededRandom(20260302)
  const between = ([least, most]: Span): number => least + random() * (most - least)
  const pages = Math.max(1, Math.ceil(secrets / 100))
  const lookedAt: number[][] = Array.from({ length: pages }, () => [])
  const calls = { ListSecrets: 0, BatchGetItem: 0 }
  const listedAt: number[] = []
  const steps: string[] = []
  const walk = fakeWalk()
  const queue = drainedQueue(secrets, tokenSeconds, () => time.now().getTime(), random)

  const list: SweepEnv['list'] = (next) => async () => {
    calls.ListSecrets += 1
    listedAt.push(time.now().getTime())
    const [page = 0, givenAt = time.now().getTime()] = (next ?? '').split('@').map(Number)
    const index = next === undefined ? 0 : page
    steps.push(`list ${index}`)
    const isOver = next !== undefined && time.now().getTime() - givenAt > listTokenSeconds * 1000
    await time.wait(between(listMilliseconds))
    if (isOver) return E.left(awsFailure('ListSecrets', 'InvalidNextTokenException'))
    return E.right({
      secrets: Array.from({ length: Math.min(100, secrets - index * 100) }, (_, n) =>
        secretAt(index * 100 + n),
      ),
      next: index + 1 < pages ? `${index + 1}@${time.now().getTime()}` : undefined,
    })
  }

  const items: SweepEnv['items'] = (arns) => async () => {
    calls.BatchGetItem += 1
    const [first = ''] = arns
    const page = Math.floor(numberOf(first) / 100)
    steps.push(`items ${page}`)
    lookedAt[page]?.push(time.now().getTime())
    await time.wait(between(batchMilliseconds))
    return E.right(
      new Map(
        arns.map((arn) => {
          const nextAt = queue.nextAt(numberOf(arn))
          return [arn, { ...ITEM, id: arn, nextAt, expiresAt: later(nextAt, 3600) }] as const
        }),
      ),
    )
  }

  const env: Omit<SweepEnv, 'secondsLeft'> = {
    list,
    items,
    providerStates: () => async () => E.right(new Map()),
    queueDepth: async () => E.right(queue.depth()),
    send: (due) => async () => {
      queue.send(due.map(({ secretArn, dueAt }) => [numberOf(secretArn), dueAt.getTime()]))
      return E.right(due.length)
    },
    walk,
    providers,
    tagPrefix: 'token-rotation',
    sweepMinutes,
    now: time.now,
    deadline: (seconds) => later(time.now(), seconds),
  }
  return { env, pages, lookedAt, listedAt, calls, steps, walk, latestSeconds: queue.latestSeconds }
}

/** A queue of which 25 messages a second are worked off, as they become visible; a message too many costs nothing. */
const drainedQueue = (
  secrets: number,
  tokenSeconds: number | undefined,
  now: () => number,
  random: () => number,
) => {
  const between = tokenSeconds === undefined ? FOREVER : tokenSeconds * 800
  const next = Float64Array.from(
    { length: secrets },
    () => now() + SETTLED + Math.floor(random() * between),
  )
  let waiting: readonly (readonly [number, number])[] = []
  let freeAt = now()
  let latest = 0
  const drain = () => {
    const sorted = waiting.toSorted((a, b) => a[1] - b[1])
    let done = 0
    for (const [secret, visibleAt] of sorted) {
      const at = Math.max(visibleAt, freeAt)
      if (at > now()) break
      done += 1
      const dueAt = next[secret] ?? 0
      if (dueAt > at) continue
      freeAt = at + 40
      latest = Math.max(latest, at - dueAt)
      next[secret] = at + between
    }
    waiting = sorted.slice(done)
  }
  return {
    nextAt: (secret: number) => new Date(next[secret] ?? 0),
    depth: () => {
      drain()
      return waiting.length
    },
    send: (due: readonly (readonly [number, number])[]) => {
      waiting = waiting.concat(due.map(([secret, at]) => [secret, Math.max(at, now())]))
    },
    latestSeconds: () => {
      drain()
      return Math.round(latest / 1000)
    },
  }
}

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:fleet-'
const FOREVER = 365 * 86_400_000

/** Nothing falls due before a fleet that was just deployed has been looked at. */
const SETTLED = 1_800_000

const numberOf = (arn: string): number => Number(arn.slice(ARN.length))

const secretAt = (number: number): ListedSecret => ({
  arn: `${ARN}${number}`,
  tags: TAGS,
  current: 'v1',
  primaryRegion: undefined,
  owningService: undefined,
  managedType: undefined,
  isDeleted: false,
})

const TAGS = { 'token-rotation:provider': 'acme' }

const ITEM = itemOf({
  layout: 1,
  provider: 'acme',
  policy: '{"provider":"acme"}',
  status: 'active',
  version: 'v1',
  refreshedAt: later(NOW, -7200),
})

/** A linear congruential generator: the same numbers in every run. */
const seededRandom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
