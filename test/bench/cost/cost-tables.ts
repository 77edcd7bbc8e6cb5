import { type RefreshCost, refreshCosts, USUAL_REFRESH } from '../../../lib/aws/refresh-cost.ts'
import { costEstimate, sumOf } from '../../../lib/cli/operator/cost-estimate.ts'
import type { BenchTable } from '../bench.ts'
import { demandPerSecond } from '../fleet/fleet-cells.ts'
import { catalogueMix } from '../fleet/fleet-mix.ts'
import { WORLD } from '../fleet/fleet-plan.ts'
import { alternatives } from './alternatives.ts'
import type { WorkMeasurement } from './measure-work.ts'
import { durationIn, functionDollars, type RefreshTime } from './memory-sizes.ts'

const MILLION = 1e6

/** A million refreshes, service by service: counted, and as the command `cost` reckons. */
export const refreshTable = (
  work: WorkMeasurement,
  measured: readonly RefreshCost[],
): BenchTable => {
  const usual = refreshCosts(USUAL_REFRESH, NO_EXTRAS)
  return {
    caption: `A million refreshes, in US dollars, by ${work.refreshes.toLocaleString('en-GB')} that were counted`,
    head: ['', 'what one asks for', 'counted', 'as `cost` reckons'],
    rows: [
      ...measured.map(({ what, dollars }, i) => [
        what,
        asked(what, work),
        money(dollars * MILLION),
        money((usual[i]?.dollars ?? 0) * MILLION),
      ]),
      ['together', '', money(sumOfAll(measured)), money(sumOfAll(usual))],
    ],
  }
}

const asked = (what: string, { perRefresh, ...work }: WorkMeasurement): string => {
  const list = (...operations: readonly string[]): string =>
    operations
      .map((operation) => `${(perRefresh[operation] ?? 0).toFixed(2)} ${operation}`)
      .join(', ')
  switch (what) {
    case 'calls to Secrets Manager':
      return list('DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage')
    case 'the functions':
      return `${work.cpuMilliseconds.toFixed(0)} ms of a whole processor`
    case 'the ledger':
      return `${list('UpdateItem')} of an item of ${work.newItemBytes} to ${work.oldItemBytes} bytes`
    case 'events':
      return list('PutEvents')
    case 'logs':
      return `${Math.round(work.logBytes)} bytes of our own`
    default:
      return 'a tenth of a batch sent, one received, one deleted'
  }
}

/** How long a refresh takes by the memory of the function, and what it costs. */
export const memoryTable = (time: RefreshTime): BenchTable => ({
  caption:
    'Memory of Rotate, computed from the processor time above: Lambda gives it by memory (1,769 MB is one processor)',
  head: [
    'MB',
    'a refresh takes (ms)',
    'functions, per million refreshes (US dollars)',
    '20 at a time carry (refreshes/s)',
  ],
  rows: MEMORY_SIZES.map((megabytes) => [
    megabytes,
    Math.round(durationIn(megabytes, time)),
    money(functionDollars(megabytes, time) * MILLION),
    carried(megabytes, time).toFixed(0),
  ]),
})

const MEMORY_SIZES = [128, 192, 256, 512, 1024, 1769]

/** How many refreshes a second the stack's containers carry, if each has so much memory. */
export const carried = (megabytes: number, time: RefreshTime): number =>
  WORLD.concurrency / (durationIn(megabytes, time) / 1000)

/** What sweeping more or less often costs. */
export const cadenceTable = (): BenchTable => ({
  caption: 'Cadence: sweeps in 30 days, in US dollars',
  head: ['minutes between sweeps', '1,000 credentials', '10,000', '100,000'],
  rows: [1, 5, 15].map((sweepMinutes) => [
    sweepMinutes,
    ...[1000, 10_000, 100_000].map((credentials) =>
      money(
        sumOf(
          costEstimate({ credentials, refreshes: 0, sweepMinutes, ...NO_EXTRAS }).filter(
            ({ what }) => what.startsWith('sweeps'),
          ),
        ),
      ),
    ),
  ]),
})

/** Neither keys of one's own nor further trails. */
export const NO_EXTRAS = { ownKmsKey: false, trails: 0 }

/** Fleets, and what a team would choose instead. */
export const fleetTable = (time: RefreshTime): BenchTable => {
  const perMonth = (30 * 86_400 * demandPerSecond(catalogueMix(MIX))) / MIX
  const fleets = [
    { name: '1,000, each refreshed once a day', credentials: 1000, refreshesEach: 30 },
    { name: '1,000, tokens of an hour', credentials: 1000, refreshesEach: 900 },
    { name: '100,000, the mix of the catalogue', credentials: 100_000, refreshesEach: perMonth },
  ]
  return {
    caption: 'A fleet in 30 days, in US dollars; keeping a secret is 0.40 more each in any case',
    head: ['', ...fleets.map(({ name }) => name)],
    rows: alternatives(time).map(({ name, dollars }) => [
      name,
      ...fleets.map((fleet) => {
        const cost = dollars(fleet)
        return cost === undefined ? 'cannot' : money(cost)
      }),
    ]),
  }
}

/** As many credentials of each provider of the catalogue as make the shares even. */
const MIX = 8500

/** Of a million, in US dollars. */
export const sumOfAll = (costs: readonly { readonly dollars: number }[]): number =>
  costs.reduce((sum, { dollars }) => sum + dollars, 0) * MILLION

/** US dollars and cents. */
export const money = (dollars: number): string => dollars.toFixed(2)
