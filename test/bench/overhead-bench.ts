import { rm } from 'node:fs/promises'
import { placeBundles } from './bare/place-bundles.ts'
import type { Bench, BenchReport } from './bench.ts'
import { median } from './median.ts'
import { messageOf } from './message-of.ts'
import type { BlockCost } from './overhead/measured-process.ts'
import { startMeasuredProcess } from './overhead/start-measured-process.ts'
import { type RefreshAccount, startRefreshAccount } from './refresh-account.ts'
import type { TokenEndpointSpeech } from './token-endpoint.ts'

const BLOCK = 25
const GOAL = 1.15

/** What both cost in one round. */
type Round = { readonly product: BlockCost; readonly bare: BlockCost }

/** What the rotation protocol costs on top of the calls that it consists of. */
export const overheadBench: Bench = {
  name: 'overhead',
  about: 'one refresh by Rotate against a bare loop of the same AWS calls and fetch',
  run: async ({ dist, tell, isQuick }) => {
    const [warmUp, rounds, securedRounds] = isQuick ? [6, 8, 4] : [12, 80, 24]
    const over = (speaks: TokenEndpointSpeech, order: Order): Promise<readonly Round[]> =>
      withBundles(dist, speaks, (world, paths) => measure(world, paths, order))
    tell(`${rounds} rounds of four blocks of ${BLOCK} refreshes each`)
    const times = await over('http', { warmUp, rounds })
    tell('the same for what is allocated')
    const memory = await over('http', {
      warmUp: 2,
      rounds: isQuick ? 2 : 4,
      countsAllocations: true,
    })
    tell(`${securedRounds} rounds over TLS at an endpoint that keeps connections`)
    const kept = await over('https', { warmUp, rounds: securedRounds })
    tell(`${securedRounds} rounds over TLS at an endpoint that closes them`)
    const closed = await over('https, closing', { warmUp, rounds: securedRounds })
    return report({ times, memory, kept, closed })
  },
}

const withBundles = async <A>(
  dist: string,
  speaks: TokenEndpointSpeech,
  use: (world: RefreshAccount, paths: Paths) => Promise<A>,
): Promise<A> => {
  const world = await startRefreshAccount(dist, speaks)
  const bundles = await placeBundles(dist, 'rotate', world.providers)
  try {
    return await use(world, { product: bundles.product.path, bare: bundles.bare.path })
  } finally {
    await world.stop()
    await rm(bundles.folder, { recursive: true })
  }
}

type Paths = Readonly<Record<keyof Round, string>>

type Order = {
  readonly warmUp: number
  readonly rounds: number
  readonly countsAllocations?: boolean
}

/** Runs both in turns, one around the other, so that whatever a block leaves to the next one, and any drift, hits both. */
const measure = async (
  { variables, dueSecrets, takeCalls }: RefreshAccount,
  paths: Paths,
  { warmUp, rounds, ...options }: Order,
): Promise<readonly Round[]> => {
  const measured = startMeasuredProcess(variables, options)
  const block = async (bundle: string): Promise<BlockCost> => {
    const events = (await dueSecrets(BLOCK)).map(messageOf)
    takeCalls()
    const cost = await measured.run({ bundle, events })
    expectRefreshes(takeCalls())
    return cost
  }
  try {
    const done: Round[] = []
    while (done.length < warmUp + rounds) {
      const first = await block(paths.product)
      const bare = meanOf(await block(paths.bare), await block(paths.bare))
      done.push({ product: meanOf(first, await block(paths.product)), bare })
    }
    return done.slice(warmUp)
  } finally {
    await measured.stop()
  }
}

const meanOf = (a: BlockCost, b: BlockCost): BlockCost => ({
  cpuMilliseconds: (a.cpuMilliseconds + b.cpuMilliseconds) / 2,
  wallMilliseconds: (a.wallMilliseconds + b.wallMilliseconds) / 2,
  ...(a.kilobytes === undefined || b.kilobytes === undefined
    ? {}
    : { kilobytes: (a.kilobytes + b.kilobytes) / 2 }),
})

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

type Measured = Readonly<Record<'times' | 'memory' | 'kept' | 'closed', readonly Round[]>>

const report = ({ times, memory, kept, closed }: Measured): BenchReport => {
  const cpuOf = (rounds: readonly Round[]) =>
    compared(rounds, ({ cpuMilliseconds }) => cpuMilliseconds)
  const cpu = cpuOf(times)
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
          row('CPU, the provider over TLS, closing connections (ms)', cpuOf(closed), 2),
          row('CPU, the provider over TLS, keeping connections (ms)', cpuOf(kept), 2),
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

const compared = (rounds: readonly Round[], figure: (cost: BlockCost) => number) => {
  const ratios = rounds.map(({ product, bare }) => figure(product) / figure(bare))
  const sorted = ratios.toSorted((a, b) => a - b)
  const quantile = (part: number) =>
    (sorted[Math.floor(part * (sorted.length - 1))] ?? Number.NaN).toFixed(2)
  return {
    bare: median(rounds.map(({ bare }) => figure(bare))),
    product: median(rounds.map(({ product }) => figure(product))),
    ratio: median(ratios),
    spread: `${quantile(0.25)} to ${quantile(0.75)}`,
  }
}
