import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { decode } from '../../lib/codec/decode.ts'
import type { LocalAccount } from '../../lib/local/account.ts'
import { movableClock } from '../../lib/local/account-clock.ts'
import type { Call } from '../../lib/local/gateway/gateway-call.ts'
import { openDataFolder } from '../../lib/local/kept/data-folder.ts'
import { startSampleAccount } from '../../lib/local/sample-account.ts'
import { rightOf } from '../fixed-data.ts'
import { builtDist } from '../main-job/built-dist.ts'
import { secretNamed } from '../main-job/demo.ts'

const COLLECTIONS = ['secrets', 'tokens', 'items', 'messages', 'keys'] as const
type Collection = (typeof COLLECTIONS)[number]
type Kept = readonly (readonly [id: string, text: string])[]

const Entries = t.array(t.tuple([t.string, t.string]))
const Recording = t.type({
  recordedAt: t.string,
  collections: t.type({
    secrets: Entries,
    tokens: Entries,
    items: Entries,
    messages: Entries,
    keys: Entries,
  }),
})

/** What a build left behind, as `record-account.ts` wrote it. */
export const recordingOf = (commit: string): t.TypeOf<typeof Recording> =>
  rightOf(
    decode(Recording)(
      JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', `${commit}.json`), 'utf8')),
    ),
  )

/**
 * Starts a local account with the bundles of this build on what another build left behind, five minutes later.
 *
 * Shape: `without` leaves collections out, as a new deployment finds them. Messages that were delayed come at once: the
 * queue's delays are told in the machine's time, which nobody wants to wait for.
 */
export const startRecorded = async (commit: string, without: readonly Collection[] = []) => {
  const { recordedAt, collections } = recordingOf(commit)
  const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  const data = openDataFolder(folder)
  if (E.isLeft(data)) throw new Error(data.left)
  for (const name of COLLECTIONS.filter((collection) => !without.includes(collection)))
    for (const [id, text] of name === 'messages'
      ? sentNow(collections.messages)
      : collections[name])
      data.right.documents(name).put(id, text)
  const clock = movableClock()
  clock.advance((Date.parse(recordedAt) - Date.now()) / 1000 + 300)
  const calls: Call[] = []
  const lines: string[] = []
  const account = await startSampleAccount({
    dist: builtDist(),
    sweepMinutes: 5,
    data: data.right,
    clock,
    log: ({ line }) => lines.push(line),
    onCall: (call) => {
      calls.push(call)
      return undefined
    },
  })
  return {
    account,
    calls,
    lines,
    stop: async () => {
      await account.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

const Sent = t.type({ queue: t.string, message: t.UnknownRecord })

const sentNow = (messages: Kept): Kept =>
  messages.map(([id, text]) => {
    const { queue, message } = rightOf(decode(Sent)(JSON.parse(text)))
    const times = { sentTimestamp: Date.now(), delayUntil: undefined }
    return [id, JSON.stringify({ queue, message: { ...message, ...times } })]
  })

/** An item of the ledger in DynamoDB's own spelling, to the last attribute. */
export const attributesOf = async (
  account: LocalAccount,
  name: string,
): Promise<Record<string, AttributeValue> | undefined> => {
  const client = new DynamoDBClient(account.access)
  const { Item } = await client.send(
    new GetItemCommand({
      TableName: account.ledgerTable,
      Key: { id: { S: secretNamed(account, name).arn } },
      ConsistentRead: true,
    }),
  )
  client.destroy()
  return Item
}

/** The same in a recording. */
export const recordedAttributesOf = (
  commit: string,
  name: string,
): Record<string, Record<string, unknown>> => {
  const items = recordingOf(commit).collections.items.map(([, text]) => JSON.parse(text))
  const item = items.find(({ id }) => id.S.includes(`:secret:${name}-`))
  if (item === undefined) throw new Error(`expected a recorded item of ${name}`)
  return item
}

const Interrupted = t.type({
  intent: t.type({ M: t.type({ successor: t.type({ S: t.string }) }) }),
})

/** The version that a recorded refresh, which was cut off, was about to make. */
export const recordedSuccessorOf = (commit: string, name: string): string =>
  rightOf(decode(Interrupted)(recordedAttributesOf(commit, name))).intent.M.successor.S
