import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { THROTTLED } from '../../lib/local/monitoring/invocation-metrics.ts'
import { synthesise } from '../infra/synthesise.ts'
import { expectText } from './alert-text.ts'
import { type Drill, startDrill } from './drill.ts'

const template = synthesise().template.toJSON()
let drill: Drill

beforeAll(async () => {
  drill = await startDrill(template)
})
afterEach(() => drill.clear())
afterAll(() => drill.stop())

const createSome = async (prefix: string): Promise<readonly string[]> => {
  const names = Array.from({ length: 6 }, (_, i) => `${prefix}-${i}`)
  for (const name of names) await drill.create(name)
  return names
}

describe('when the sweep does not start any more', () => {
  it('tells it once within the hour, and once that it does again', async () => {
    const mark = drill.mark()
    await drill.move(60)

    expect(drill.told(mark)).toStrictEqual([['SweepMissingAlarm', 'ALARM']])
    expectText(drill.texts(mark)[0], 'SweepMissing', 'token-rotation-SweepMissing')

    const mended = drill.mark()
    await drill.pass(30)

    expect(drill.told(mended)).toStrictEqual([['SweepMissingAlarm', 'OK']])
  })
})

describe('when Rotate may not read its queue', () => {
  it('tells once that messages grow old, and once that they are worked off', async () => {
    // the poll that is under way still may
    const refused = Promise.withResolvers<void>()
    drill.trouble.call = ({ operation }) => {
      if (operation !== 'ReceiveMessage') return undefined
      refused.resolve()
      return { kind: 'error', status: 403, code: 'AccessDenied', message: 'no' }
    }
    await refused.promise
    const names = await createSome('crm/unread')
    const mark = drill.mark()
    for (let minutes = 0; minutes <= 40; minutes += 5) {
      await drill.account.sweep()
      await drill.move(5)
    }

    expect(drill.told(mark)).toStrictEqual([['OldestMessageAlarm', 'ALARM']])
    expectText(drill.texts(mark)[0], 'OldestMessage', 'token-rotation-OldestMessage')

    const mended = drill.mark()
    drill.trouble.call = undefined
    await drill.account.settled()
    await drill.pass(30)

    expect(await drill.tokenStatesOf(...names)).toStrictEqual(names.map(() => 'usable'))
    expect(drill.told(mended)).toStrictEqual([['OldestMessageAlarm', 'OK']])
  })
})

describe('when Rotate may not write the ledger', () => {
  const NAME = 'crm/no-ledger'

  it('tells once that messages failed five times, and once that none waits when they were purged', async () => {
    await drill.create(NAME)
    drill.trouble.call = ({ operation }) =>
      operation === 'UpdateItem'
        ? { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'no' }
        : undefined
    await drill.hideMessagesFor(0)
    const mark = drill.mark()
    await drill.pass(15)

    expect(drill.told(mark)).toStrictEqual([['DeadLettersAlarm', 'ALARM']])
    expectText(drill.texts(mark)[0], 'DeadLetters', 'token-rotation-DeadLetters')

    const mended = drill.mark()
    await drill.mend()
    await drill.purge(drill.account.queue.deadLetterQueueName)
    await drill.pass(30)

    expect(await drill.tokenStatesOf(NAME)).toStrictEqual(['usable'])
    expect(drill.told(mended)).toStrictEqual([['DeadLettersAlarm', 'OK']])
  })
})

describe.each([
  [
    'crashes whenever it writes the ledger',
    'RotateErrors',
    () => {
      drill.trouble.call = ({ operation }) => {
        if (operation !== 'UpdateItem') return undefined
        void drill.account.crashRotate()
        return { kind: 'drop' }
      }
    },
  ],
  [
    'is throttled',
    'RotateThrottles',
    () => {
      drill.trouble.invoke = (functionName) =>
        functionName === 'rotate' ? { tag: 'Threw', errorType: THROTTLED } : undefined
    },
  ],
] as const)('when Rotate %s', (_, alarm, breakIt) => {
  it('tells it once, and once that it works again', async () => {
    const names = await createSome(`crm/${alarm}`)
    const mark = drill.mark()
    breakIt()
    await drill.pass(15)

    expect(drill.told(mark)).toStrictEqual([[`${alarm}Alarm`, 'ALARM']])
    expectText(drill.texts(mark)[0], alarm, `token-rotation-${alarm}`)

    const mended = drill.mark()
    await drill.mend()
    await drill.pass(45)

    expect(await drill.tokenStatesOf(...names)).toStrictEqual(names.map(() => 'usable'))
    expect(drill.told(mended)).toStrictEqual([[`${alarm}Alarm`, 'OK']])
  })
})

describe('when the functions tell of more writes than Secrets Manager takes (metric lines are fed, as nobody can make so many writes here)', () => {
  const hear = (SecretWrites: number): void =>
    drill.account.hearLine(
      JSON.stringify({
        _aws: {
          Timestamp: drill.clock.now().getTime(),
          CloudWatchMetrics: [
            { Namespace: 'TokenRotation', Dimensions: [[]], Metrics: [{ Name: 'SecretWrites' }] },
          ],
        },
        SecretWrites,
      }),
    )

  it('tells it once at 2,400 a minute and not below, and once that it is over', async () => {
    const mark = drill.mark()
    for (const writes of [2399, 2399, 2399, 2399, 2399]) {
      hear(writes)
      await drill.move(1)
    }
    expect(drill.told(mark)).toStrictEqual([])

    for (const writes of [1200, 1200, 1200]) {
      hear(writes)
      hear(1200)
      await drill.move(1)
    }
    expect(drill.told(mark)).toStrictEqual([['WriteBudgetAlarm', 'ALARM']])
    expectText(drill.texts(mark)[0], 'WriteBudget', 'token-rotation-WriteBudget')

    const mended = drill.mark()
    await drill.pass(30)

    expect(drill.told(mended)).toStrictEqual([['WriteBudgetAlarm', 'OK']])
  })
})
