import { expect } from 'vitest'
import type { AlarmState } from '../../lib/local/monitoring/notice.ts'
import { SWEEP_MINUTES, startDrillAccount } from './drill-account.ts'
import { drillHands } from './drill-hands.ts'

/**
 * Starts a local account under the stack's own alarms and notices, with the clients of its providers and nothing else,
 * and lets it run until every alarm is OK. It starts early on a day (UTC), unless told otherwise, so that what counts by
 * the day does not depend on when a test runs.
 *
 * Shape: `pass` lets minutes pass, with a sweep and all its work every five of them; `told` is who told what since a
 * mark, and `texts` in which words.
 */
export const startDrill = async (template: unknown, minutesToMidnight = 23.5 * 60) => {
  const drillAccount = await startDrillAccount(template, minutesToMidnight)
  const { account, jump, trouble } = drillAccount
  const hands = drillHands(drillAccount)

  /** Time moves when everything that is to be seen was seen. */
  const move = async (minutes: number): Promise<void> => {
    await account.evaluate()
    jump(minutes * 60)
    await account.evaluate()
  }
  const sweep = async (): Promise<void> => {
    await account.sweep()
    await account.settled()
  }
  const pass = async (minutes: number): Promise<void> => {
    for (let passed = 0; passed < minutes; passed += SWEEP_MINUTES) {
      await move(SWEEP_MINUTES)
      await sweep()
    }
  }
  const mend = async (): Promise<void> => {
    trouble.call = undefined
    trouble.token = undefined
    trouble.invoke = undefined
    await hands.hideMessagesFor(VISIBILITY_SECONDS)
    await hands.purge(account.queue.queueName)
  }
  const since = (mark: number) => account.notices().slice(mark)

  await hands.createClients()
  await sweep()
  await pass(SWEEP_MINUTES)
  expect(account.notices().map(({ state }) => state)).not.toContain('ALARM')

  return {
    ...drillAccount,
    ...hands,
    move,
    sweep,
    pass,
    /** Takes all trouble back. What has failed would stay hidden, and grow old, since nobody moves the machine's clock. */
    mend,
    /** Leaves nothing to the next drill. */
    clear: async (): Promise<void> => {
      await mend()
      await hands.deleteCreated()
    },
    mark: (): number => account.notices().length,
    told: (mark: number): readonly (readonly [source: string, state?: AlarmState])[] =>
      since(mark).map(({ source, state }) => (state === undefined ? [source] : [source, state])),
    texts: (mark: number): readonly string[] => since(mark).map(({ text }) => text),
    stop: async (): Promise<void> => {
      hands.rest()
      await drillAccount.stop()
    },
  }
}

/** A drill's account and what can be done with it. */
export type Drill = Awaited<ReturnType<typeof startDrill>>

/** As the queue has it. */
const VISIBILITY_SECONDS = 540
