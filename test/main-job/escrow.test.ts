import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { movableClock } from '../../lib/local/account-clock.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { currentText, refreshTokenOf, startDemo } from './demo.ts'

const NAME = 'acme-crm/sales'

describe('when Secrets Manager takes no new version while a credential is refreshed', () => {
  const clock = movableClock()
  let demo: Awaited<ReturnType<typeof startDemo>>
  let old: string
  let whileRefused: { readonly escrows: number; readonly calls: string; readonly text: string }

  beforeAll(async () => {
    demo = await startDemo({ clock })
    old = currentText(demo.account, NAME)
    demo.faults.next = ({ operation }) =>
      operation === 'PutSecretValue'
        ? { kind: 'error', status: 400, code: 'InvalidParameterException', message: 'not now' }
        : undefined
    await demo.sweep()
    whileRefused = {
      escrows: demo.calls.filter(({ operation }) => operation === 'GenerateDataKey').length,
      calls: JSON.stringify(demo.calls.filter(({ service }) => service === 'dynamodb')),
      text: currentText(demo.account, NAME),
    }
    demo.faults.next = undefined
    // the leases run out
    clock.advance(151)
    await demo.sweep()
  })
  afterAll(() => demo.account.stop())

  it('keeps the new tokens sealed in the ledger, and the secret as it was', () => {
    expect(whileRefused.escrows).toBe(4)
    expect(whileRefused.calls).not.toContain(DEMO_SECRET)
    expect(whileRefused.text).toBe(old)
  })

  it('stores and promotes them with the next sweep, without another request', async () => {
    const { stateOf, refreshes } = demo.account.authorizationServer

    expect(await stateOf(refreshTokenOf(currentText(demo.account, NAME)))).toBe('usable')
    expect(refreshes()).toBe(4)
  })

  it('says that something went wrong in the log, and no token', () => {
    expect(demo.lines.filter((line) => line.includes('"Escrowed"'))).toHaveLength(4)
    expect(demo.lines.join('\n')).not.toContain(DEMO_SECRET)
  })
})
