import { describe, expect, it } from 'vitest'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import type { Call } from '../../lib/local/gateway/gateway-call.ts'
import { leakWatch } from './leak-watch.ts'

const QUIET = { eventBridge: { events: () => [] }, secretsManager: { snapshot: () => [] } }
const TOKEN = `${DEMO_SECRET}token`

const leaksOf = (hear: (watch: ReturnType<typeof leakWatch>) => void, shown: object = QUIET) => {
  const watch = leakWatch()
  hear(watch)
  return watch.leaks(shown as Parameters<typeof watch.leaks>[0])
}

describe('when an account says one of its secrets', () => {
  it.each<[string, Omit<Call, 'connection'>, string]>([
    [
      'a queue body',
      { service: 'sqs', operation: 'SendMessage', input: { MessageBody: `{"x":"${TOKEN}"}` } },
      'sqs SendMessage',
    ],
    [
      'a ledger item',
      { service: 'dynamodb', operation: 'UpdateItem', input: { ':message': { S: TOKEN } } },
      'dynamodb UpdateItem',
    ],
    [
      'a binary value of a ledger item',
      {
        service: 'dynamodb',
        operation: 'UpdateItem',
        input: { ':escrow': { B: Buffer.from(TOKEN).toString('base64') } },
      },
      'dynamodb UpdateItem',
    ],
    [
      'an event on its way',
      { service: 'events', operation: 'PutEvents', input: { Entries: [{ Detail: TOKEN }] } },
      'events PutEvents',
    ],
  ])('finds it in %s', (_, call, place) => {
    expect(leaksOf((watch) => watch.hearCall({ ...call, connection: 1 }))).toStrictEqual([place])
  })

  it('finds it in a log line, an event and a tag', () => {
    const shown = {
      eventBridge: { events: () => [{ detail: { message: TOKEN } }] },
      secretsManager: { snapshot: () => [{ tags: { note: TOKEN } }] },
    }

    expect(leaksOf((watch) => watch.hearLine('Rotate', `oops ${TOKEN}`), shown)).toStrictEqual([
      'a log line of Rotate',
      'an event',
      'a tag, a name or a description',
    ])
  })
})

describe('when a secret is where it belongs', () => {
  it('finds nothing', () => {
    const call: Call = {
      service: 'secretsmanager',
      operation: 'PutSecretValue',
      input: { SecretString: TOKEN },
      connection: 1,
    }

    expect(leaksOf((watch) => watch.hearCall(call))).toStrictEqual([])
  })
})
