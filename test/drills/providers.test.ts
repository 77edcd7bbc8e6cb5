import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
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

/** Several credentials of one provider, so that one trouble has many victims. */
const createSome = async (prefix: string): Promise<readonly string[]> => {
  const names = Array.from({ length: 6 }, (_, i) => `${prefix}-${i}`)
  for (const name of names) await drill.create(name)
  return names
}

describe('when a provider is down', () => {
  it('tells it once for all its credentials, and once that it answers again', async () => {
    const names = await createSome('crm/down')
    drill.trouble.token = () => ({ kind: 'error', status: 503, code: 'down', message: '' })
    const mark = drill.mark()
    await drill.pass(30)

    expect(drill.told(mark)).toStrictEqual([['ProviderUnavailableNotice']])
    expectText(drill.texts(mark)[0], 'ProviderUnavailable', 'Provider acme ')

    const mended = drill.mark()
    await drill.mend()
    await drill.pass(75)

    expect(await drill.tokenStatesOf(...names)).toStrictEqual(names.map(() => 'usable'))
    expect(drill.told(mended)).toStrictEqual([['ProviderRecoveredNotice']])
    expectText(drill.texts(mended)[0], 'ProviderRecovered', 'Provider acme ')
  })
})

describe('when the secret of a client is wrong', () => {
  it('tells it once for all its credentials, and once that the client is accepted again', async () => {
    const names = await createSome('crm/client')
    await drill.putClient('acme', 'a-wrong-secret')
    const mark = drill.mark()
    await drill.pass(30)

    expect(drill.told(mark)).toStrictEqual([['ClientRejectedNotice']])
    expectText(
      drill.texts(mark)[0],
      'ClientRejected',
      'Provider acme ',
      'the client acme ',
      'client_rejected',
    )

    const mended = drill.mark()
    await drill.putClient('acme')
    await drill.pass(75)

    expect(await drill.tokenStatesOf(...names)).toStrictEqual(names.map(() => 'usable'))
    expect(drill.told(mended)).toStrictEqual([['ClientAcceptedNotice']])
    expectText(drill.texts(mended)[0], 'ClientAccepted', 'Provider acme ', 'the client acme ')
  })
})

describe('when a provider begins to refuse what is asked of it', () => {
  it('tells once that tokens have expired, and once that none are', async () => {
    const names = await createSome('crm/refused')
    await drill.sweep()
    drill.trouble.token = () => ({ kind: 'error', status: 400, code: 'invalid_scope', message: '' })
    const mark = drill.mark()
    await drill.pass(90)

    expect(drill.told(mark)).toStrictEqual([['TokensExpiredAlarm', 'ALARM']])
    expectText(drill.texts(mark)[0], 'TokensExpired', 'token-rotation-TokensExpired')

    const mended = drill.mark()
    await drill.mend()
    await drill.pass(90)

    expect(await drill.tokenStatesOf(...names)).toStrictEqual(names.map(() => 'usable'))
    expect(drill.told(mended)).toStrictEqual([['TokensExpiredAlarm', 'OK']])
  })
})
