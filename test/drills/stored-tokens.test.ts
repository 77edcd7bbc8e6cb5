import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Call, Fault } from '../../lib/local/gateway/gateway-call.ts'
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

/** Secrets Manager takes no new version of a secret from the functions, who name it by its ARN. */
const refuseText =
  (name: string, code: string) =>
  ({ operation, input }: Call): Fault | undefined =>
    operation === 'PutSecretValue' && input.SecretId === drill.arnOf(name)
      ? { kind: 'error', status: 400, code, message: 'no' }
      : undefined

describe('when Secrets Manager refuses the newest tokens of a secret for good', () => {
  const NAME = 'crm/refuses'

  it('tells it once, and nothing more when they are taken', async () => {
    await drill.create(NAME)
    drill.trouble.call = refuseText(NAME, 'InvalidRequestException')
    const mark = drill.mark()
    await drill.pass(5)
    // the first run's lease
    await drill.move(3)
    await drill.refreshNow(NAME)

    expect(drill.told(mark)).toStrictEqual([['SecretRefusesNotice']])
    expectText(drill.texts(mark)[0], 'SecretRefuses', NAME, 'InvalidRequestException')

    const mended = drill.mark()
    await drill.mend()
    await drill.refreshNow(NAME)
    const taken = await drill.tokenStatesOf(NAME)
    await drill.pass(120)

    expect(taken).toStrictEqual(['usable'])
    expect(drill.told(mended)).toStrictEqual([])
  })
})

describe('when Secrets Manager takes no new version of a secret for a while', () => {
  const NAME = 'crm/waits'

  it('tells once that tokens wait in escrow, and once that they do no more', async () => {
    await drill.create(NAME)
    const refuse = refuseText(NAME, 'EncryptionFailure')
    drill.trouble.call = (call) => {
      const refusal = refuse(call)
      // the function tries again until its end is near
      if (refusal !== undefined) drill.jump(85)
      return refusal
    }
    const mark = drill.mark()
    await drill.pass(20)

    expect(drill.told(mark)).toStrictEqual([['EscrowWaitingAlarm', 'ALARM']])
    expectText(drill.texts(mark)[0], 'EscrowWaiting', 'token-rotation-EscrowWaiting')

    const mended = drill.mark()
    await drill.mend()
    await drill.pass(60)

    expect(await drill.tokenStatesOf(NAME)).toStrictEqual(['usable'])
    expect(drill.told(mended)).toStrictEqual([['EscrowWaitingAlarm', 'OK']])
  })
})

describe('when new tokens could be stored nowhere', () => {
  const NAME = 'crm/lost'

  it('tells once that they are lost, and once that no more are when a person has logged in', async () => {
    await drill.create(NAME)
    const refuse = refuseText(NAME, 'InvalidRequestException')
    drill.trouble.call = (call) => {
      if (call.operation !== 'GenerateDataKey') return refuse(call)
      // the function tries again until its end is near
      drill.jump(100)
      return { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'no' }
    }
    const mark = drill.mark()
    await drill.sweep()
    await drill.mend()
    await drill.loginAgain(NAME)
    await drill.move(2)

    expect(drill.told(mark)).toStrictEqual([['TokensLostAlarm', 'ALARM']])
    expectText(drill.texts(mark)[0], 'TokensLost', 'token-rotation-TokensLost')

    const mended = drill.mark()
    await drill.pass(60)

    expect(await drill.tokenStatesOf(NAME)).toStrictEqual(['usable'])
    expect(drill.told(mended)).toStrictEqual([['TokensLostAlarm', 'OK']])
  })
})
