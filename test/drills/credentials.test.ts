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

describe('when a user revokes a grant', () => {
  const NAME = 'crm/revoked'

  it('tells once that a person must log in again, and nothing more when they did', async () => {
    await drill.create(NAME)
    await drill.pass(10)
    const mark = drill.mark()
    await drill.revoke(NAME)
    await drill.pass(60)

    expect(drill.told(mark)).toStrictEqual([['ReauthorizationRequiredNotice']])
    expectText(drill.texts(mark)[0], 'ReauthorizationRequired', NAME, 'provider acme')

    const mended = drill.mark()
    await drill.loginAgain(NAME)
    await drill.pass(120)

    expect(await drill.tokenStatesOf(NAME)).toStrictEqual(['usable'])
    expect(drill.told(mended)).toStrictEqual([])
  })
})

describe.each([
  ['acme-week', 'days left at most 7'],
  ['acme-day', 'days left at most 1'],
] as const)(
  'when a grant of %s comes near its end, however often it is refreshed',
  (provider, daysLeft) => {
    const NAME = `crm/ends-with-${provider}`

    it('tells it once at this step', async () => {
      await drill.create(NAME, provider)
      await drill.pass(20)
      const mark = drill.mark()
      await drill.pass(20)

      expect(drill.told(mark)).toStrictEqual([['GrantEndsSoonNotice']])
      expectText(drill.texts(mark)[0], 'GrantEndsSoon', NAME, `provider ${provider}`, daysLeft)

      const later = drill.mark()
      await drill.pass(120)

      expect(drill.told(later)).toStrictEqual([])
    })
  },
)

describe('when a job puts an old credential back again and again', () => {
  const NAME = 'crm/put-back'

  it('tells once that it is no longer restored, and nothing more when a person has ended it', async () => {
    await drill.create(NAME)
    const old = drill.textOf(NAME)
    await drill.pass(5)
    const mark = drill.mark()
    for (let times = 1; times <= 6; times++) {
      await drill.put(NAME, old)
      await drill.pass(5)
    }

    expect(drill.told(mark)).toStrictEqual([['RestoreLoopNotice']])
    expectText(drill.texts(mark)[0], 'RestoreLoop', NAME, 'provider acme', '5 times today')

    const mended = drill.mark()
    await drill.loginAgain(NAME)
    await drill.pass(60)

    expect(await drill.tokenStatesOf(NAME)).toStrictEqual(['usable'])
    expect(drill.told(mended)).toStrictEqual([])
  })
})
