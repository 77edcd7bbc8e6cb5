import { LIST_PRICES } from '../../../lib/aws/list-prices.ts'

/**
 * What a refresh takes of a function. Shape: `cpuMilliseconds` of a whole processor; `waitMilliseconds` in which it does
 * nothing.
 */
export type RefreshTime = { readonly cpuMilliseconds: number; readonly waitMilliseconds: number }

/** Lambda's memory at which a function has one whole processor. */
export const WHOLE_PROCESSOR_MEGABYTES = 1769

/**
 * How long a refresh takes in a function of so much memory, in milliseconds: Lambda gives processor time by memory, and
 * waiting takes as long in a small function as in a large one. More than one processor is of no use to a refresh.
 *
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
export const durationIn = (
  megabytes: number,
  { cpuMilliseconds, waitMilliseconds }: RefreshTime,
): number => waitMilliseconds + cpuMilliseconds * Math.max(1, WHOLE_PROCESSOR_MEGABYTES / megabytes)

/** What a refresh costs for its function, in US dollars. Lambda bills by the millisecond that was begun. */
export const functionDollars = (megabytes: number, time: RefreshTime): number =>
  LIST_PRICES.invocation +
  (Math.ceil(durationIn(megabytes, time)) / 1000) * (megabytes / 1024) * LIST_PRICES.gigabyteSecond
