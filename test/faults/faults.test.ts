import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtDist } from '../main-job/built-dist.ts'
import { mishaps } from './mishaps.ts'
import { shortPlan } from './plan.ts'
import { type FinishedRun, runPlan } from './run-plan.ts'

const SEED = 1
const ACCOUNTS = 8

describe('when everything goes wrong that can, one thing after the other', () => {
  const ended = new Map<string, Promise<FinishedRun>>()
  const settle = new Map<string, (run: FinishedRun) => void>()
  for (const { title } of mishaps) {
    const { promise, resolve } = Promise.withResolvers<FinishedRun>()
    ended.set(title, promise)
    settle.set(title, resolve)
  }
  let all: Promise<readonly FinishedRun[]>

  beforeAll(() => {
    all = runPlan(shortPlan(mishaps), {
      dist: builtDist(),
      seed: SEED,
      worlds: ACCOUNTS,
      onRun: (run) => settle.get(run.mishap.title)?.(run),
    })
  })
  afterAll(async () => {
    await all
  })

  const runOf = async (title: string): Promise<FinishedRun | undefined> =>
    Promise.race([ended.get(title), all.then(() => undefined)])

  it.concurrent.each(mishaps)(
    '$title: no grant is lost outside the window',
    async ({ title }) => {
      const run = await runOf(title)

      expect(['kept', 'lost in the window'], run?.steps.join('\n')).toContain(run?.verdict)
    },
    120_000,
  )

  it.concurrent.each(mishaps.filter(({ asksOnce }) => asksOnce))(
    '$title: the provider is asked once',
    async ({ title }) => {
      expect((await runOf(title))?.requests).toBe(1)
    },
    120_000,
  )
})
