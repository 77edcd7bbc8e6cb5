import type { Bench, BenchReport, Goal } from './bench.ts'
import { type StartedInTurns, type StartPair, startInTurns } from './cold-start/start-in-turns.ts'
import type { Span, Start } from './cold-start/started-function.ts'
import { median } from './median.ts'
import { startRefreshAccount } from './refresh-account.ts'

const GOAL = 1.25

/** What a new execution environment costs before its first work is done. */
export const coldStartBench: Bench = {
  name: 'cold-start',
  about: 'each function against the smallest handler with the same AWS clients',
  run: async ({ dist, tell, isQuick }) => {
    const world = await startRefreshAccount(dist)
    try {
      const measured: StartedInTurns[] = []
      for (const name of ['sweep', 'rotate', 'native-rotation'] as const) {
        const starts = isQuick ? 8 : 40
        tell(`${starts} starts of ${name} and of its bare handler, in turns`)
        measured.push(await startInTurns(world, dist, name, starts))
      }
      return report(measured)
    } finally {
      await world.stop()
    }
  },
}

const report = (measured: readonly StartedInTurns[]): BenchReport => ({
  tables: [
    {
      caption: 'Size of the bundle (kB)',
      head: [
        'function',
        'bare handler',
        'function itself',
        'ratio',
        'bare handler with as little of the SDK',
        'ratio to that',
      ],
      rows: measured.map(({ name, product, bare, trimmedBareBytes }) => [
        name,
        kilobytes(bare.bytes),
        kilobytes(product.bytes),
        (product.bytes / bare.bytes).toFixed(2),
        kilobytes(trimmedBareBytes),
        (product.bytes / trimmedBareBytes).toFixed(2),
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
  measured: readonly StartedInTurns[],
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

const ratio = (pairs: readonly StartPair[], figure: (start: Start) => number): number =>
  median(pairs.map(({ product, bare }) => figure(product) / figure(bare)))
