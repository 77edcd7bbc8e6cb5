import { rm } from 'node:fs/promises'
import { placeBundles } from './bare/place-bundles.ts'
import type { Bench, BenchReport } from './bench.ts'
import { median } from './median.ts'
import { messageOf } from './message-of.ts'
import type { BlockCost } from './overhead/measured-process.ts'
import { startMeasuredProcess } from './overhead/start-measured-process.ts'
import { type RefreshAccount, startRefreshAccount } from './refresh-account.ts'

const BLOCK = 25
const GOAL = 1.15

type Pair = { readonly product: BlockCost; readonly bare: BlockCost }

/** What the rotation protocol costs on top of the calls that it consists of. */
export const overheadBench: Bench = {
  name: 'overhead',
  about: 'one refresh by Rotate against a bare loop of the same AWS calls and fetch',
  run: async ({ dist, tell, isQuick }) => {
    const world = await startRefreshAccount(dist)
    const bundles = await placeBundles(dist, 'rotate', world.providers)
    const paths = { product: bundles.product.path, bare: bundles.bare.path }
    try {
      tell(`${isQuick ? 16 : 80} pairs of blocks of ${BLOCK} refreshes`)
      const times = await measure(world, paths, {
        warmUp: isQuick ? 12 : 24,
        pairs: isQuick ? 16 : 80,
      })
      tell('the same again for what is allocated')
      const memory = await measure(world, paths, {
        warmUp: 4,
        pairs: isQuick ? 3 : 8,
        countsAllocations: true,
      })
      return report(times, memory)
    } finally {
      await world.stop()
      await rm(bundles.folder, { recursive: true })
    }
  },
}

/** Runs both in turns; each pair begins with the one that the pair before ended with. */
const measure = async (
  { variables, dueSecrets, takeCalls }: RefreshAccount,
  paths: Readonly<Record<keyof Pair, string>>,
  {
    warmUp,
    pairs,
    ...options
  }: { readonly warmUp: number; readonly pairs: number; readonly countsAllocations?: boolean },
): Promise<readonly Pair[]> => {
  const measured = startMeasuredProcess(variables, options)
  const block = async (bundle: string): Promise<BlockCost> => {
    const events = (await dueSecrets(BLOCK)).map(messageOf)
    takeCalls()
    const cost = await measured.run({ bundle, events })
    expectRefreshes(takeCalls())
    return cost
  }
  try {
    const done: Pair[] = []
    while (done.length < warmUp + pairs) {
      const isProductFirst = done.length % 2 === 0
      const first = await block(isProductFirst ? paths.product : paths.bare)
      const second = await block(isProductFirst ? paths.bare : paths.product)
      done.push(
        isProductFirst ? { product: first, bare: second } : { product: second, bare: first },
      )
    }
    return done.slice(warmUp)
  } finally {
    await measured.stop()
  }
}

/** What a refresh consists of, without what a container looks up now and then. Errors: throws when a block did something else. */
const expectRefreshes = (calls: readonly string[]): void => {
  const done = calls.filter((operation) => operation !== 'GetItem')
  const wanted = Array.from({ length: BLOCK }, () => REFRESH).flat()
  if (done.join() !== wanted.join())
    throw new Error(`expected ${BLOCK} refreshes, and saw the calls ${done.join(' ')}`)
}

const REFRESH = [
  'UpdateItem',
  'DescribeSecret',
  'GetSecretValue',
  'UpdateItem',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'UpdateItem',
  'PutEvents',
]

const report = (times: readonly Pair[], memory: readonly Pair[]): BenchReport => {
  const cpu = compared(times, ({ cpuMilliseconds }) => cpuMilliseconds)
  const wall = compared(times, ({ wallMilliseconds }) => wallMilliseconds)
  const allocated = compared(memory, ({ kilobytes = Number.NaN }) => kilobytes)
  const row = (name: string, { bare, product, ratio, spread }: typeof cpu, digits: number) => [
    name,
    bare.toFixed(digits),
    product.toFixed(digits),
    ratio.toFixed(2),
    spread,
  ]
  return {
    tables: [
      {
        head: ['one refresh', 'bare loop', 'Rotate', 'median ratio', 'middle half of the ratios'],
        rows: [
          row('CPU (ms)', cpu, 2),
          row('wall (ms)', wall, 2),
          row('allocated (kB)', allocated, 0),
        ],
      },
    ],
    goals: [
      {
        goal: `at most ${GOAL} times the CPU of the bare loop`,
        measured: cpu.ratio.toFixed(3),
        isMet: cpu.ratio <= GOAL,
      },
    ],
  }
}

const compared = (pairs: readonly Pair[], figure: (cost: BlockCost) => number) => {
  const ratios = pairs.map(({ product, bare }) => figure(product) / figure(bare))
  const sorted = ratios.toSorted((a, b) => a - b)
  const quantile = (part: number) =>
    (sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN).toFixed(2)
  return {
    bare: median(pairs.map(({ bare }) => figure(bare))),
    product: median(pairs.map(({ product }) => figure(product))),
    ratio: median(ratios),
    spread: `${quantile(0.25)} to ${quantile(0.75)}`,
  }
}
