import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, refreshTokenOf, startDemo } from './demo.ts'

describe('when the reply to the write of a refreshed token is lost', () => {
  let demo: Awaited<ReturnType<typeof startDemo>>

  beforeAll(async () => {
    demo = await startDemo()
    const lost = new Set<string>()
    demo.faults.next = ({ operation, input }) => {
      const key = `${operation}${JSON.stringify(input)}`
      if (!['PutSecretValue', 'UpdateSecretVersionStage'].includes(operation) || lost.has(key))
        return undefined
      lost.add(key)
      return { kind: 'lose-reply' }
    }
    await demo.sweep()
  })
  afterAll(() => demo.account.stop())

  it('stores and promotes every token all the same, with one request each', async () => {
    const names = [
      'smartsheet/reporting',
      'retently/surveys',
      'acme-crm/sales',
      'acme-billing/invoices',
    ]
    const { stateOf, refreshes } = demo.account.authorizationServer
    const states = await Promise.all(
      names.map((name) => stateOf(refreshTokenOf(currentText(demo.account, name)))),
    )

    expect(states).toStrictEqual(names.map(() => 'usable'))
    expect(refreshes()).toBe(names.length)
  })
})
