/**
 * `npm run bench`: measures the program against what bounds it. Prints tables and whether each goal is met, or with
 * `--json` one JSON object per bench; `--write` puts the figures in PERFORMANCE.md. Ends with 1 if a goal is not met, and
 * with 2 if it is asked to write the rough figures of `--quick`.
 */
import { builtDist } from '../main-job/built-dist.ts'
import { benchCommand } from './bench-command.ts'
import { benches } from './benches.ts'
import { writeToPerformancePage } from './performance-page.ts'

await benchCommand({ benches, builtDist, write: writeToPerformancePage }).parseAsync()
