import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, currentVersion, secretNamed } from '../main-job/demo.ts'
import { NAME, startDueDemo } from './due-demo.ts'
import { attributesOf } from './recorded-account.ts'

/*
 * An update that is taken back lets a build meet what a newer one wrote.
 */

describe('when an item has attributes that this build does not know', () => {
  const newer = { somethingNew: { M: { count: { N: '3' } } } }
  let demo: Awaited<ReturnType<typeof startDueDemo>>

  beforeAll(async () => {
    demo = await startDueDemo()
    await demo.set(newer)
    demo.advance()
    await demo.sweep()
  })
  afterAll(() => demo.account.stop())

  it('refreshes the credential and leaves them as they are', async () => {
    const item = await attributesOf(demo.account, NAME)

    expect(item).toMatchObject({ ...newer, status: { S: 'active' } })
    expect(item?.version).toStrictEqual({ S: currentVersion(demo.account, NAME).id })
    expect(demo.refreshedSince()).toBe(2)
  })
})

describe('when an item has a layout that this build does not know', () => {
  const newer = { layout: { N: '99' }, nextAt: { S: '2026-01-01T00:00:00.000Z' } }
  let demo: Awaited<ReturnType<typeof startDueDemo>>
  let text: string
  let before: Record<string, AttributeValue> | undefined

  beforeAll(async () => {
    demo = await startDueDemo()
    await demo.set(newer)
    text = currentText(demo.account, NAME)
    before = await attributesOf(demo.account, NAME)
    demo.advance()
    demo.lines.length = 0
    await demo.sweep()
  })
  afterAll(() => demo.account.stop())

  it('does not guess: it leaves the secret alone, and refreshes the others', () => {
    expect(currentText(demo.account, NAME)).toBe(text)
    expect(demo.refreshedSince()).toBe(1)
  })

  it('changes nothing of the item but the lease', async () => {
    const { lease: _, ...after } = (await attributesOf(demo.account, NAME)) ?? {}

    expect(after).toStrictEqual(before)
  })

  it('says so in the log', () => {
    const { arn } = secretNamed(demo.account, NAME)
    const said = demo.lines.filter((line) => line.includes(arn))

    expect(said).toHaveLength(1)
    expect(said.join()).toContain('UnreadableLedgerItem')
  })
})
