import * as E from 'fp-ts/Either'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { sweep } from '../../lib/rotation/sweep.ts'
import type { DueCredential } from '../../lib/rotation/sweep-env.ts'
import type { SweepReport } from '../../lib/rotation/swept.ts'
import { NOW } from '../fixed-data.ts'
import { type Fleet, hostOf, type OutageWorld, outageWorld } from './outage-world.ts'

/** What is simulated. Shape: times in seconds after the beginning; the first provider is the one that goes down. */
export type OutagePlan = {
  readonly fleet: Fleet
  readonly downAt: number
  readonly backAt: number
  readonly endsAt: number
}

/** What happened. Shape: times in seconds after the beginning, delays in seconds after the date in the ledger. */
export type OutageRecord = {
  readonly requestsAt: readonly number[]
  readonly otherDelays: readonly number[]
  readonly sweeps: readonly { readonly at: number; readonly report: SweepReport }[]
  /** Of the provider that went down: how many credentials fail or should have been refreshed, at the end of each sweep's time. */
  readonly waiting: readonly { readonly at: number; readonly credentials: number }[]
  readonly retired: number
  readonly deadGrants: number
  readonly told: Readonly<Record<string, number>>
  readonly openedAt: number | undefined
  readonly recoveredAt: number | undefined
  readonly refreshes: number
  readonly messages: number
}

export const SWEEP_MINUTES = 5

/** 25 refreshes a second are what Secrets Manager takes. */
const PER_SECOND = 25

/** Lets time go on second by second: sweeps, deliveries, an outage and its end. */
export const simulateOutage = async (plan: OutagePlan): Promise<OutageRecord> => {
  const [broken = '', ...others] = Object.keys(plan.fleet)
  const world = outageWorld(plan.fleet, SWEEP_MINUTES)
  const sweeps: { at: number; report: SweepReport }[] = []
  const waiting: { at: number; credentials: number }[] = []
  const otherDelays: number[] = []
  const seen = { openedAt: undefined as number | undefined, refreshes: 0, messages: 0 }

  for (let at = 0; at <= plan.endsAt; at++) {
    if (at === plan.downAt) world.endpoint.down.add(hostOf(broken))
    if (at === plan.backAt) world.endpoint.down.delete(hostOf(broken))
    if (at % (SWEEP_MINUTES * 60) === 0) {
      waiting.push({ at, credentials: waitingAt(world, broken) })
      sweeps.push({ at, report: await sweepOnce(world) })
    }
    const messages = world.queue.take(PER_SECOND, world.now())
    seen.messages += messages.length
    const plannedAt = messages.map(({ secretArn }) => world.items.get(secretArn)?.nextAt)
    const results = await Promise.all(messages.map(deliver(world)))
    results.forEach((result, i) => {
      const planned = plannedAt[i]
      if (result !== 'refreshed' || planned === undefined) return
      seen.refreshes += 1
      if (others.includes(messages[i]?.provider ?? ''))
        otherDelays.push((world.now().getTime() - planned.getTime()) / 1000)
    })
    seen.openedAt ??= world.table.states.get(broken)?.openUntil === undefined ? undefined : at
    world.pass(1)
  }

  const recoveredAt = world.table.states.get(broken)?.recoveredAt
  return {
    ...seen,
    sweeps,
    waiting,
    otherDelays,
    requestsAt: world.endpoint.asked
      .filter(({ host }) => host === hostOf(broken))
      .map(({ at }) => secondsIn(at)),
    retired: [...world.items.values()].filter(
      ({ status }) => status !== 'active' && status !== 'failing',
    ).length,
    deadGrants: world.endpoint.dead.size,
    told: Object.fromEntries(
      [...Map.groupBy(world.events, ({ detailType }) => detailType)].map(([type, all]) => [
        type,
        all.length,
      ]),
    ),
    recoveredAt: recoveredAt === undefined ? undefined : secondsIn(recoveredAt),
  }
}

const secondsIn = (date: Date): number => (date.getTime() - NOW.getTime()) / 1000

const sweepOnce = async (world: OutageWorld): Promise<SweepReport> => {
  const swept = await sweep(world.sweepEnv)()
  if (E.isLeft(swept)) throw new Error(`${swept.left.operation} failed`)
  return swept.right.report
}

/** A message of a run that was given up comes again when its visibility time-out is over. */
const deliver =
  (world: OutageWorld) =>
  async (message: DueCredential, i: number): Promise<string> => {
    const env = world.containers[i % world.containers.length]
    if (env === undefined) throw new Error('expected a container')
    const { secretArn, versionId } = message
    const outcome = await rotate(env)({
      secretArn,
      versionId,
      force: false,
      endsAt: later(world.now(), 90),
    })()
    if (outcome.isToBeRetried) world.queue.hide(message, later(world.now(), 540))
    return outcome.result
  }

const waitingAt = ({ items, now }: OutageWorld, provider: string): number =>
  [...items.values()].filter(
    (item) =>
      item.provider === provider &&
      (item.status === 'failing' || (item.nextAt !== undefined && item.nextAt < now())),
  ).length
