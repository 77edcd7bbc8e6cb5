import type { BenchTable, Goal } from '../bench.ts'
import { heapFlagsOf } from '../lambda-process.ts'
import type { MemoryMeasurement, MemoryRun } from './measure-memory.ts'

/** Left for what is not measured: Lambda's own runtime beside Node.js, and TLS to AWS. Shape: megabytes. */
export const SPARE_MEGABYTES = 64

/** What Rotate needs of each memory size. */
export const memoryFitTable = (measured: readonly MemoryMeasurement[]): BenchTable => ({
  caption:
    'Memory of Rotate, measured: a process for each size, with the heap that Lambda gives Node.js there',
  head: [
    'MB',
    'semi-space and old space at most (MB)',
    'refreshes that ended',
    'peak (MB)',
    'of credentials of 56 kB with answers of 1 MiB',
    'peak (MB)',
    'left of the memory (MB)',
  ],
  rows: measured.map(({ megabytes, usual, worst }) => [
    megabytes,
    heapFlagsOf(megabytes)
      .map((flag) => flag.split('=')[1])
      .join(' and '),
    endedOf(usual),
    usual.peak ?? 'not known here',
    endedOf(worst),
    worst.peak ?? 'not known here',
    worst.peak === undefined ? 'not known here' : megabytes - worst.peak,
  ]),
})

const endedOf = ({ refreshed, asked }: MemoryRun): string => `${refreshed} of ${asked}`

/** Whether the size that the stack sets is enough, the worst case included. */
export const memoryFitGoal = (measured: readonly MemoryMeasurement[], configured: number): Goal => {
  const goal = `in ${configured} MB every refresh ends, and at least ${SPARE_MEGABYTES} MB are left for Lambda's own runtime and TLS to AWS, which are not measured`
  const own = measured.find(({ megabytes }) => megabytes === configured)
  if (own?.worst.peak === undefined) return { goal, measured: 'not known here', isMet: false }
  const { usual, worst } = own
  const left = configured - own.worst.peak
  return {
    goal,
    measured: `${usual.refreshed + worst.refreshed} of ${usual.asked + worst.asked}, ${left} MB left`,
    isMet:
      usual.refreshed === usual.asked && worst.refreshed === worst.asked && left >= SPARE_MEGABYTES,
  }
}
