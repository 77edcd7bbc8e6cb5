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
  const perRefresh = (what: string, price: number, from: string): CostLine => ({
    what,
    from: `${count} refreshes: ${from}`,
    dollars: refreshes * price,
  })
  return [
    {
      what: 'keeping the secrets',
      from: `${credentials} credentials at ${SECRET_AND_MONTH}`,
      dollars: credentials * SECRET_AND_MONTH,
    },
    perRefresh('calls to Secrets Manager', 4 * SECRETS_MANAGER_CALL, '4 calls'),
    perRefresh('the functions', 4.2 * MILLIONTH, '1.2 s of 256 MB'),
    perRefresh('the ledger', 3 * TABLE_WRITE, '3 writes'),
    perRefresh('the queue', 1.05 * MILLIONTH, 'sent, received, deleted'),
    perRefresh('events', 1 * MILLIONTH, '1 event'),
    perRefresh('logs', 0.75 * MILLIONTH, '1.5 kB'),
    ...(ownKmsKey ? [perRefresh('your own KMS key', 6 * MILLIONTH, '2 requests')] : []),
    ...(trails > 0
      ? [perRefresh('CloudTrail', trails * 7 * TRAIL_EVENT, `7 events in ${trails} more trails`)]
      : []),
    {
      what: 'sweeps: the list',
      from: `${Math.round(listCalls)} calls, each ${sweepMinutes} min one per ${PAGE} credentials`,
      dollars: listCalls * SECRETS_MANAGER_CALL,
    },
    {
      what: 'sweeps: the ledger',
      from: `${Math.round(sweeps)} reads of ${credentials} items`,
      dollars: sweeps * credentials * TABLE_READ,
    },
    {
      what: 'sweeps: the function',
      from: `${Math.round(listCalls)} pages`,
      dollars: listCalls * SWEEP_PAGE,
    },
    { what: "the stack's KMS key", from: '1 key', dollars: KMS_KEY_AND_MONTH },
  ]
}

/** What the lines come to, in US dollars. */
export const sumOf = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { dollars }) => sum + dollars, 0)

const PAGE = 100
const MILLIONTH = 1e-6

/** Source: https://aws.amazon.com/secrets-manager/pricing/ */
const SECRET_AND_MONTH = 0.4
const SECRETS_MANAGER_CALL = 0.05 / 10_000

/** On demand, of an item up to 1 kB; a read that may lag is half a unit. Source: https://aws.amazon.com/dynamodb/pricing/on-demand/ */
const TABLE_WRITE = 0.625 * MILLIONTH
const TABLE_READ = 0.0625 * MILLIONTH

/** 9 for the 8.64 million pages that 100,000 credentials have in a month. Source: https://aws.amazon.com/lambda/pricing/ */
const SWEEP_PAGE = 9 / 8_640_000

/** Source: https://aws.amazon.com/cloudtrail/pricing/ */
const TRAIL_EVENT = 2 / 100_000

/** Source: https://aws.amazon.com/kms/pricing/ */
const KMS_KEY_AND_MONTH = 1
