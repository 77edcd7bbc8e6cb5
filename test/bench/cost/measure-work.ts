import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb'
import { startMovableDemo } from '../../main-job/movable-demo.ts'
import { useOfFunction } from './function-processes.ts'
import { itemBytes } from './item-bytes.ts'

/**
 * What the built functions were seen to do.
 *
 * Shape: `perRefresh` has calls by operation, and `logBytes` what Rotate wrote, per refresh; `perPage` has the calls of a
 * sweep over one page that finds nothing due. The ledger's items are measured when they are new and after the last
 * of `fillRounds`, when their memory of spent tokens is as full as it gets. Processor time is that of Rotate's processes.
 */
export type WorkMeasurement = {
  readonly refreshes: number
  readonly perRefresh: Readonly<Record<string, number>>
  readonly logBytes: number
  readonly perPage: Readonly<Record<string, number>>
  readonly newItemBytes: number
  readonly oldItemBytes: number
  readonly cpuMilliseconds: number
}

/** How much is done. Shape: a few credentials are refreshed `fillRounds` times, then as many as said `rounds` times, each an hour apart. */
export type WorkPlan = {
  readonly credentials: number
  readonly rounds: number
  readonly fillRounds: number
}

/**
 * Lets the bundles refresh some credentials again and again in an embedded account whose time is moved, and counts.
 *
 * The first rounds are not counted: containers start in them, and secrets are seen for the first time.
 * Errors: rejects where the system does not tell what processes use, as only Linux does.
 */
export const measureWork = async (
  { credentials, rounds, fillRounds }: WorkPlan,
  tell: (progress: string) => void,
): Promise<WorkMeasurement> => {
  const demo = await startMovableDemo()
  const table = new DynamoDBClient(demo.account.access)
  const largestItem = async (): Promise<number> => {
    const { Items = [] } = await table.send(
      new ScanCommand({ TableName: demo.account.ledgerTable }),
    )
    return Math.max(...Items.map(itemBytes))
  }
  const refreshAll = async (): Promise<void> => {
    demo.clock.advance(ROUND_SECONDS)
    await demo.sweep()
  }
  try {
    for (let i = 0; i < FILLED; i++) await demo.create(`cost/${i}`)
    await demo.sweep()
    const newItemBytes = await largestItem()
    tell(`${fillRounds} rounds to fill the ledger's items`)
    for (let round = 0; round < fillRounds; round++) await refreshAll()
    const oldItemBytes = await largestItem()

    for (let i = FILLED; i < credentials; i++) await demo.create(`cost/${i}`)
    for (let round = 0; round < WARM_ROUNDS; round++) await refreshAll()
    tell(`${rounds} rounds of ${credentials} refreshes`)
    const begun = demo.account.authorizationServer.refreshes()
    const before = useOfFunction('rotate')
    demo.calls.length = 0
    demo.lines.length = 0
    for (let round = 0; round < rounds; round++) await refreshAll()
    const after = useOfFunction('rotate')
    if (before === undefined || after === undefined)
      throw new Error('expected a system that tells what its processes use, as Linux does')
    const refreshes = demo.account.authorizationServer.refreshes() - begun
    const counted = countOperations(demo.calls)
    const logBytes = demo.lines
      .filter(({ functionName }) => functionName === 'rotate')
      .reduce((sum, { line }) => sum + Buffer.byteLength(line) + 1, 0)

    demo.calls.length = 0
    await demo.sweep()
    return {
      refreshes,
      perRefresh: Object.fromEntries(
        ROTATE_CALLS.map((operation) => [operation, (counted[operation] ?? 0) / refreshes]),
      ),
      logBytes: logBytes / refreshes,
      perPage: countOperations(demo.calls),
      newItemBytes,
      oldItemBytes,
      cpuMilliseconds: (after.cpuMilliseconds - before.cpuMilliseconds) / refreshes,
    }
  } finally {
    table.destroy()
    await demo.stop()
  }
}

const countOperations = (
  calls: readonly { readonly operation: string }[],
): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {}
  for (const { operation } of calls) counts[operation] = (counts[operation] ?? 0) + 1
  return counts
}

/** Rotate's own calls; the others are the sweep's and the queue's. */
const ROTATE_CALLS = [
  'DescribeSecret',
  'GetSecretValue',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'GetItem',
  'UpdateItem',
  'PutEvents',
]

/** The demo's tokens live an hour. */
const ROUND_SECONDS = 3600

const WARM_ROUNDS = 2

const FILLED = 5
