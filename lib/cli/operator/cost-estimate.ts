import { LIST_PRICES as PRICES } from '../../aws/list-prices.ts'
import { refreshCosts, USUAL_REFRESH } from '../../aws/refresh-cost.ts'
import { MONTH_SECONDS } from './refresh-rate.ts'

/** What decides the cost of a fleet. Shape: `refreshes` of 30 days; `trails` are CloudTrail trails beyond the free one. */
export type CostBasis = {
  readonly credentials: number
  readonly refreshes: number
  readonly sweepMinutes: number
  readonly ownKmsKey: boolean
  readonly trails: number
}

/** One line of an estimate: what it is for, how it was reckoned, and US dollars for 30 days. */
export type CostLine = { readonly what: string; readonly from: string; readonly dollars: number }

/** Estimates what a fleet costs in 30 days, from list prices of us-east-1, without free tiers. */
export const costEstimate = ({
  credentials,
  refreshes,
  sweepMinutes,
  ownKmsKey,
  trails,
}: CostBasis): readonly CostLine[] => {
  const sweeps = MONTH_SECONDS / (sweepMinutes * 60)
  const listCalls = sweeps * Math.max(1, Math.ceil(credentials / PAGE))
  const count = Math.round(refreshes)
  return [
    {
      what: 'keeping the secrets',
      from: `${credentials} credentials at ${PRICES.secretAndMonth}`,
      dollars: credentials * PRICES.secretAndMonth,
    },
    ...refreshCosts(USUAL_REFRESH, { ownKmsKey, trails }).map(({ what, from, dollars }) => ({
      what,
      from: `${count} refreshes: ${from}`,
      dollars: refreshes * dollars,
    })),
    {
      what: 'sweeps: the list',
      from: `${Math.round(listCalls)} calls, each ${sweepMinutes} min one per ${PAGE} credentials`,
      dollars: listCalls * PRICES.secretsManagerCall,
    },
    {
      what: 'sweeps: the ledger',
      from: `${Math.round(sweeps)} reads of ${credentials} items`,
      dollars: sweeps * credentials * PRICES.tableRead,
    },
    {
      what: 'sweeps: the function',
      from: `${Math.round(listCalls)} pages of ${PAGE_SECONDS} s`,
      dollars: listCalls * PAGE_SECONDS * SWEEP_GIGABYTES * PRICES.gigabyteSecond,
    },
    { what: "the stack's KMS key", from: '1 key', dollars: PRICES.keyAndMonth },
  ]
}

/** What the lines come to, in US dollars. */
export const sumOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0)

const PAGE = 100

/** Three calls that wait for each other, most of the time. */
const PAGE_SECONDS = 0.3
const SWEEP_GIGABYTES = 0.25
