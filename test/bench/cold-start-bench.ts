import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { type FunctionName, type PlacedPair, placeBundles } from './bare/place-bundles.ts'
import type { Bench, BenchReport, Goal } from './bench.ts'
import { startOnce } from './cold-start/start-once.ts'
import type { Span, Start } from './cold-start/started-function.ts'
import { median } from './median.ts'
import { messageOf } from './message-of.ts'
import { type RefreshAccount, startRefreshAccount } from './refresh-account.ts'

const GOAL = 1.25

/** What a new execution environment costs before its first work is done. */
export const coldStartBench: Bench = {
  name: 'cold-start',
  about: 'each function against the smallest handler with the same AWS clients',
  run: async ({ dist, tell, isQuick }) => {
    const world = await startRefreshAccount(dist)
    try {
      const measured: Measured[] = []
      for (const name of ['sweep', 'rotate', 'native-rotation'] as const) {
        const starts = isQuick ? 8 : 40
        tell(`${starts} starts of ${name} and of its bare handler, in turns`)
        measured.push(await measure(world, dist, name, starts))
      }
      return report(measured)
    } finally {
      await world.stop()
    }
  },
}

type Pair = { readonly product: Start; readonly bare: Start }
type Measured = Omit<PlacedPair, 'folder'> & {
  readonly name: FunctionName
  readonly pairs: readonly Pair[]
}

const measure = async (
  world: RefreshAccount,
  dist: string,
  name: FunctionName,
  starts: number,
): Promise<Measured> => {
  const { folder, ...bundles } = await placeBundles(dist, name, world.providers)
  const { product, bare } = bundles
  const nextEvent = await events(world)[name]()
  const start = async (bundle: string) => {
    const event = await nextEvent()
    world.takeCalls()
    const started = await startOnce(bundle, event, world.variables)
    return { started, calls: world.takeCalls().filter((operation) => operation !== 'GetItem') }
  }
  try {
    const pairs: Pair[] = []
    while (pairs.length < starts) {
      const isProductFirst = pairs.length % 2 === 0
      const one = await start(isProductFirst ? product.path : bare.path)
      const other = await start(isProductFirst ? bare.path : product.path)
      if (one.calls.length === 0 || one.calls.join() !== other.calls.join())
        throw new Error(`expected the same calls, and saw ${one.calls} and ${other.calls}`)
      const [first, second] = [one.started, other.started]
      pairs.push(
        isProductFirst ? { product: first, bare: second } : { product: second, bare: first },
      )
    }
    return { name, ...bundles, pairs }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What each function is invoked with: a refresh, the same under Secrets Manager's own rotation, a sweep that finds nothing due. */
const events = ({
  account,
  dueSecrets,
}: RefreshAccount): Readonly<
  Record<FunctionName, () => Promise<() => Promise<unknown>> | (() => Promise<unknown>)>
> => ({
  sweep: async () => {
    await dueSecrets(5)
    await account.sweep()
    await account.settled()
    return async () => ({})
  },
  rotate: () => async () => (await dueSecrets(1)).map(messageOf)[0],
  'native-rotation': () => async () => {
    const [secret] = await dueSecrets(1)
    return {
      Step: 'createSecret',
      SecretId: secret?.secretArn,
      ClientRequestToken: randomUUID(),
    }
  },
})

const report = (measured: readonly Measured[]): BenchReport => ({
  tables: [
    {
      caption: 'Size of the bundle (kB)',
      head: [
        'function',
        'bare handler',
        'function itself',
        'ratio',
        'bare handler with as little of the SDK',
      ],
      rows: measured.map(({ name, product, bare, trimmedBareBytes }) => [
        name,
        kilobytes(bare.bytes),
        kilobytes(product.bytes),
        (product.bytes / bare.bytes).toFixed(2),
        kilobytes(trimmedBareBytes),
      ]),
    },
    spans('Load time of the module (ms)', measured, ({ load }) => load.wallMilliseconds),
    spans('CPU of the load (ms)', measured, ({ load }) => load.cpuMilliseconds),
    spans('First invocation (ms)', measured, ({ first }) => first.wallMilliseconds),
    spans('CPU of the first invocation (ms)', measured, ({ first }) => first.cpuMilliseconds),
  ],
  goals: measured.flatMap(({ name, product, bare, pairs }) => [
    goal(`${name}: at most ${GOAL} times the size`, product.bytes / bare.bytes),
    goal(
      `${name}: at most ${GOAL} times the load time`,
      ratio(pairs, ({ load }) => load.wallMilliseconds),
    ),
  ]),
})

const goal = (text: string, measured: number): Goal => ({
  goal: text,
  measured: measured.toFixed(3),
  isMet: measured <= GOAL,
})

const kilobytes = (bytes: number): number => Math.round(bytes / 1000)

const spans = (
  caption: string,
  measured: readonly Measured[],
  figure: (start: Start) => Span['wallMilliseconds'],
) => ({
  caption,
  head: ['function', 'bare handler', 'function itself', 'median ratio'],
  rows: measured.map(({ name, pairs }) => [
    name,
    median(pairs.map(({ bare }) => figure(bare))).toFixed(1),
    median(pairs.map(({ product }) => figure(product))).toFixed(1),
    ratio(pairs, figure).toFixed(2),
  ]),
})

const ratio = (pairs: readonly Pair[], figure: (start: Start) => number): number =>
  median(pairs.map(({ product, bare }) => figure(product) / figure(bare)))
