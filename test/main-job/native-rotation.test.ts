import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, currentVersion, refreshTokenOf, secretNamed, startDemo } from './demo.ts'

/** As long as Secrets Manager's own tokens. */
const TOKEN = '11111111-2222-4333-8444-555555555555'

describe("when Secrets Manager's own rotation runs on a credential", () => {
  const NAME = 'acme-billing/invoices'
  let demo: Awaited<ReturnType<typeof startDemo>>
  let old: string
  let refreshes: number

  const step = (Step: string) =>
    demo.account.nativeRotation({
      Step,
      SecretId: secretNamed(demo.account, NAME).arn,
      ClientRequestToken: TOKEN,
    })

  beforeAll(async () => {
    demo = await startDemo()
    old = currentText(demo.account, NAME)
    // each step twice, as after a crash between the step and its reply
    for (const name of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
      for (const attempt of [1, 2])
        expect([name, attempt, await step(name)]).toStrictEqual([
          name,
          attempt,
          { tag: 'Answered', value: null },
        ])
    refreshes = demo.account.authorizationServer.refreshes()
  })
  afterAll(() => demo.account.stop())

  it('makes the version that Secrets Manager asked for current, with a fresh token', async () => {
    const { stateOf } = demo.account.authorizationServer

    expect(currentVersion(demo.account, NAME).id).toBe(TOKEN)
    expect(await stateOf(refreshTokenOf(old))).toBe('spent')
    expect(await stateOf(refreshTokenOf(currentText(demo.account, NAME)))).toBe('usable')
    expect(refreshes).toBe(1)
  })

  it('leaves no AWSPENDING behind', () => {
    const labels = secretNamed(demo.account, NAME).versions.flatMap((version) => version.labels)

    expect(labels).not.toContain('AWSPENDING')
  })

  it('lets the schedule go on beside it without a needless refresh', async () => {
    await demo.sweep()

    expect(currentVersion(demo.account, NAME).id).toBe(TOKEN)
  })
})
