import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentVersion, secretNamed } from '../main-job/demo.ts'
import { NAME, startDueDemo } from './due-demo.ts'
import { attributesOf } from './recorded-account.ts'

/*
 * An update that is taken back lets a build meet what a newer one wrote.
 */

describe('when a message has fields that this build does not know', () => {
  let demo: Awaited<ReturnType<typeof startDueDemo>>

  beforeAll(async () => {
    demo = await startDueDemo()
    demo.advance()
    await demo.receive({
      kind: 'refresh',
      secretArn: secretNamed(demo.account, NAME).arn,
      versionId: currentVersion(demo.account, NAME).id,
      priority: 3,
      trace: { id: 'abc' },
    })
  })
  afterAll(() => demo.account.stop())

  it('does what the known ones ask for, once', () => {
    expect(demo.refreshedSince()).toBe(1)
  })
})

describe('when a message asks for something that this build does not know', () => {
  let demo: Awaited<ReturnType<typeof startDueDemo>>
  let untouched: Record<string, AttributeValue> | undefined

  beforeAll(async () => {
    demo = await startDueDemo()
    untouched = await attributesOf(demo.account, NAME)
    demo.lines.length = 0
    await demo.receive({ kind: 'revoke', secretArn: secretNamed(demo.account, NAME).arn })
  })
  afterAll(() => demo.account.stop())

  it('drops it, names the fields in the log, and touches nothing', async () => {
    expect(demo.lines).toHaveLength(1)
    expect(demo.lines.join()).toContain('message is not understood and dropped')
    expect(demo.lines.join()).toContain('kind: expected')
    expect(demo.refreshedSince()).toBe(0)
    expect(await attributesOf(demo.account, NAME)).toStrictEqual(untouched)
  })
})
