import type { Bench } from './bench.ts'
import { cellsBench } from './cells-bench.ts'
import { costBench } from './cost-bench.ts'
import { fleetBench } from './fleet-bench.ts'
import { statusBench } from './status-bench.ts'
import { sweepBench } from './sweep-bench.ts'
import { throughputBench } from './throughput-bench.ts'

/** All that `npm run bench` measures, in the order of PERFORMANCE.md. */
export const benches: readonly Bench[] = [
  throughputBench,
  sweepBench,
  fleetBench,
  costBench,
  cellsBench,
  statusBench,
]
