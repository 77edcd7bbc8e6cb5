import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { synthesise } from '../infra/synthesise.ts'
import { expectText } from './alert-text.ts'
import { type Drill, startDrill } from './drill.ts'

const template = synthesise().template.toJSON()
let drill: Drill

beforeAll(async () => {
  drill = await startDrill(template, 90)
})
afterEach(() => drill.clear())
afterAll(() => drill.stop())

describe('when something writes a secret about a hundred times a day (the ledger is told of the first 90)', () => {
  const NAME = 'crm/written'

  const write = async (times: number): Promise<void> => {
    for (let written = 0; written < times; written++) {
      await drill.put(NAME, drill.textOf(NAME).replace(/"note":"[^"]*"/, '"note":"more"'))
      await drill.pass(5)
    }
  }

  it('tells once, at the 95th, that the secret is near its limit of versions, and once that it is not the next day', async () => {
    await drill.create(NAME)
    await drill.pass(5)
    await drill.countVersions(NAME, 90)
    const mark = drill.mark()
    await write(4)
    await drill.pass(10)
    expect(drill.told(mark)).toStrictEqual([])

    await write(1)
    await drill.pass(10)
    expect(drill.told(mark)).toStrictEqual([['NearVersionLimitAlarm', 'ALARM']])
    expectText(drill.texts(mark)[0], 'NearVersionLimit', 'token-rotation-NearVersionLimit')

    const mended = drill.mark()
    await drill.pass(90)

    expect(drill.told(mended)).toStrictEqual([['NearVersionLimitAlarm', 'OK']])
  })
})
