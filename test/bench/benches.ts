import type { Bench } from './bench.ts'
import { cellsBench } from './cells-bench.ts'
import { coldStartBench } from './cold-start-bench.ts'
import { costBench } from './cost-bench.ts'
import { fleetBench } from './fleet-bench.ts'
import { overheadBench } from './overhead-bench.ts'
import { statusBench } from './status-bench.ts'
import { sweepBench } from './sweep-bench.ts'
import { throughputBench } from './throughput-bench.ts'

/** All that `npm run bench` measures, in the order of PERFORMANCE.md. */
export const benches: readonly Bench[] = [
  overheadBench,
  coldStartBench,
  throughputBench,
  sweepBench,
  fleetBench,
  costBench,
  cellsBench,
  statusBench,
]
