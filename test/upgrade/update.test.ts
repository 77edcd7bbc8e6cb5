import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, currentVersion, operations, refreshTokenOf } from '../main-job/demo.ts'
import {
  attributesOf,
  recordedAttributesOf,
  recordedSuccessorOf,
  recordingOf,
  startRecorded,
} from './recorded-account.ts'
import { NAMES } from './recorded-secrets.ts'

const COMMIT = 'a800341'

/** The samples whose message waited in the queue with a delay. */
const DELAYED = ['acme-crm/sales', 'acme-crm/support']
const UNTOUCHED = [
  'smartsheet/reporting',
  'retently/surveys',
  'acme-billing/invoices',
  'acme-crm/typo',
  'retently/former-admin',
]

/** The attributes that this build writes and that one did not know yet. */
const NEW_ATTRIBUTES = ['consentEndsAt', 'forecast', 'writes']

describe(`when the build is updated over the secrets, the ledger and the queue of ${COMMIT}`, () => {
  let recorded: Awaited<ReturnType<typeof startRecorded>>
  let refreshes: number
  let swept: readonly string[]

  beforeAll(async () => {
    recorded = await startRecorded(COMMIT)
    await recorded.account.settled()
    refreshes = recorded.account.authorizationServer.refreshes()
    recorded.calls.length = 0
    await recorded.account.sweep()
    await recorded.account.settled()
    swept = operations(recorded.calls)
  })
  afterAll(() => recorded.stop())

  it('finds items without the attributes that came later', () => {
    const { items } = recordingOf(COMMIT).collections
    const known = items.flatMap(([, text]) => Object.keys(JSON.parse(text)))

    expect(items).toHaveLength(10)
    expect(known.filter((name) => NEW_ATTRIBUTES.includes(name))).toStrictEqual([])
  })

  it('works off the waiting, the delayed and the received messages, and none becomes a dead letter', async () => {
    const { queue } = recorded.account
    const empty = { ready: 0, inFlight: 0, delayed: 0 }

    expect(recordingOf(COMMIT).collections.messages).toHaveLength(8)
    expect(await queue.depth(queue.queueName)).toStrictEqual(empty)
    expect(await queue.depth(queue.deadLetterQueueName)).toStrictEqual(empty)
  })

  it.each([...DELAYED, ...Object.values(NAMES)])('leaves %s with a usable token', async (name) => {
    const { stateOf } = recorded.account.authorizationServer

    expect(await stateOf(refreshTokenOf(currentText(recorded.account, name)))).toBe('usable')
    expect(await attributesOf(recorded.account, name)).toMatchObject({ status: { S: 'active' } })
  })

  it('asks the provider for what is due and was not asked before, once each', () => {
    expect(refreshes).toBe([...DELAYED, NAMES.leased].length)
  })

  it.each([NAMES.intent, NAMES.escrowed])(
    'promotes what the answer gave %s before the update',
    (name) => {
      expect(currentVersion(recorded.account, name).id).toBe(recordedSuccessorOf(COMMIT, name))
    },
  )

  it('takes leases that ran out, intents and escrows off', async () => {
    const items = await Promise.all(
      Object.values(NAMES).map((name) => attributesOf(recorded.account, name)),
    )
    const left = items.flatMap((item) => Object.keys(item ?? {}))

    expect(left).toContain('nextAt')
    expect(left.filter((name) => ['lease', 'intent', 'escrow'].includes(name))).toStrictEqual([])
  })

  it.each(UNTOUCHED)('leaves the item of %s as it is, to the byte', async (name) => {
    const item = Object.entries((await attributesOf(recorded.account, name)) ?? {})
    const spelt = Object.fromEntries(
      item.map(([key, { B, ...value }]) => [key, B === undefined ? value : { B: base64(B) }]),
    )

    expect(spelt).toStrictEqual(recordedAttributesOf(COMMIT, name))
  })

  it('finds nothing more to do in the first sweep', () => {
    const reads = /^(ListSecrets|BatchGetItem|GetItem)$/

    expect(swept.filter((name) => !reads.test(name))).toStrictEqual([])
  })
})

const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64')
