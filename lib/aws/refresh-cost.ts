import { LIST_PRICES as PRICES } from './list-prices.ts'

/**
 * What one refresh asks of AWS. Shape: `tableWriteUnits` are those of all its writes to the ledger together;
 * `functionMegabytes` is the memory that the function has, not what it uses.
 */
export type RefreshWork = {
  readonly secretReads: number
  readonly secretWrites: number
  readonly tableWriteUnits: number
  readonly queueRequests: number
  readonly events: number
  readonly logBytes: number
  readonly functionSeconds: number
  readonly functionMegabytes: number
}

/** What decides the cost of a refresh besides its work. Shape: `trails` are CloudTrail trails beyond the free one. */
export type RefreshTerms = { readonly ownKmsKey: boolean; readonly trails: number }

/** One part of what refreshes cost: what it is for, how it is reckoned, and US dollars for one refresh. */
export type RefreshCost = { readonly what: string; readonly from: string; readonly dollars: number }

/**
 * A refresh as `npm run bench -- cost` counts it, a little more where that depends on the provider: a token endpoint that
 * takes a second, and an item of the ledger that remembers as many spent refresh tokens as it may, which makes each
 * of its three writes two units.
 */
export const USUAL_REFRESH: RefreshWork = {
  secretReads: 2,
  secretWrites: 2,
  tableWriteUnits: 6,
  queueRequests: 2.1,
  events: 1,
  logBytes: 1500,
  functionSeconds: 1.2,
  functionMegabytes: 256,
}

/** What one refresh costs, service by service. */
export const refreshCosts = (
  work: RefreshWork,
  { ownKmsKey, trails }: RefreshTerms,
): readonly RefreshCost[] => {
  const calls = work.secretReads + work.secretWrites
  return [
    {
      what: 'calls to Secrets Manager',
      from: `${calls} calls`,
      dollars: calls * PRICES.secretsManagerCall,
    },
    {
      what: 'the functions',
      from: `${work.functionSeconds} s of ${work.functionMegabytes} MB`,
      dollars:
        PRICES.invocation +
        work.functionSeconds * (work.functionMegabytes / 1024) * PRICES.gigabyteSecond,
    },
    {
      what: 'the ledger',
      from: `3 writes, ${work.tableWriteUnits} units`,
      dollars: work.tableWriteUnits * PRICES.tableWriteUnit,
    },
    {
      what: 'the queue',
      from: 'sent, received, deleted',
      dollars: work.queueRequests * PRICES.queueRequest,
    },
    { what: 'events', from: `${work.events} event`, dollars: work.events * PRICES.event },
    {
      what: 'logs',
      from: `${work.logBytes / 1000} kB`,
      dollars: (work.logBytes / 1e9) * PRICES.logGigabyte,
    },
    ...(ownKmsKey
      ? [{ what: 'your own KMS key', from: '2 requests', dollars: 2 * PRICES.keyRequest }]
      : []),
    ...(trails > 0
      ? [
          {
            what: 'CloudTrail',
            from: `7 events in ${trails} more trails`,
            dollars: trails * 7 * PRICES.trailEvent,
          },
        ]
      : []),
  ]
}
