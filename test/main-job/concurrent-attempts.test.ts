import { randomUUID } from 'node:crypto'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Invocation } from '../../lib/local/functions/function-host.ts'
import { localProviders } from '../../lib/local/local-providers.ts'
import { type PlacedFunction, placeFunction } from '../functions/placed-function.ts'
import { currentVersion, operations, secretNamed } from './demo.ts'
import { startMovableDemo } from './movable-demo.ts'

const NAME = 'crm/wanted-by-all'
const MESSAGES = 20
const INVOCATIONS = 5
const ROTATIONS = 5

/** How long the winner's write takes, so that everybody meets its lease. */
const WRITE_MILLISECONDS = 1500

describe(`when ${MESSAGES} messages, ${INVOCATIONS} direct invocations and ${ROTATIONS} native rotations want one secret refreshed at once`, () => {
  let demo: Awaited<ReturnType<typeof startMovableDemo>>
  let functions: readonly PlacedFunction[]
  let created: readonly Invocation[]
  let direct: readonly Invocation[]
  let names: readonly string[]
  const tokens = Array.from({ length: ROTATIONS }, () => randomUUID())

  /** The account's bundle in processes of its own, beside the account's own four. */
  const place = (name: 'rotate' | 'native-rotation', count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        placeFunction(name, {
          environment: {
            AWS_ENDPOINT_URL: demo.account.access.endpoint,
            AWS_REGION: demo.account.access.region,
            QUEUE_URL: demo.account.queueUrl,
            CLOCK: JSON.stringify(demo.account.clock.faster()),
          },
          providersJson: localProviders(demo.account.authorizationServer),
          timeoutSeconds: 90,
        }),
      ),
    )

  const body = () =>
    JSON.stringify({
      kind: 'refresh',
      secretArn: secretNamed(demo.account, NAME).arn,
      versionId: currentVersion(demo.account, NAME).id,
      force: true,
    })

  const step = (native: PlacedFunction, Step: string, ClientRequestToken: string) =>
    native.invoke({ Step, SecretId: secretNamed(demo.account, NAME).arn, ClientRequestToken })

  beforeAll(async () => {
    demo = await startMovableDemo()
    const rotates = await place('rotate', INVOCATIONS)
    const natives = await place('native-rotation', ROTATIONS)
    functions = [...rotates, ...natives]
    // a process that is loaded does not come late
    await Promise.all(functions.map(({ invoke }) => invoke({ Records: [] })))
    await demo.create(NAME)
    demo.calls.length = 0
    demo.faults.next = ({ operation }) =>
      operation === 'PutSecretValue'
        ? { kind: 'delay', milliseconds: WRITE_MILLISECONDS }
        : undefined
    const message = body()
    const sqs = new SQSClient(demo.account.access)
    const all = await Promise.all([
      Promise.all(
        Array.from({ length: MESSAGES }, () =>
          sqs.send(
            new SendMessageCommand({ QueueUrl: demo.account.queueUrl, MessageBody: message }),
          ),
        ),
      ),
      Promise.all(
        rotates.map(({ invoke }, i) =>
          invoke({ Records: [{ messageId: `direct-${i}`, body: message }] }),
        ),
      ),
      Promise.all(natives.map((native, i) => step(native, 'createSecret', tokens[i] ?? ''))),
    ])
    sqs.destroy()
    direct = all[1]
    created = all[2]
    await demo.account.settled()
    names = operations(demo.calls)
    demo.faults.next = undefined
  })
  afterAll(async () => {
    await Promise.all(functions.map(({ stop }) => stop()))
    await demo.stop()
  })

  it('makes one token request (AWS trap 11: two sweeps at once send everything twice)', async () => {
    expect(demo.account.authorizationServer.refreshes()).toBe(1)
    expect((await demo.tokenOf(NAME)).state).toBe('usable')
  })

  it('lets nobody wait for it or ask for its message again', () => {
    expect(direct).toStrictEqual(
      direct.map(() => ({ tag: 'Answered', value: { batchItemFailures: [] } })),
    )
    // one that came while somebody held the lease, and one that came later
    expect(['Answered', 'Threw']).toEqual(expect.arrayContaining(created.map(({ tag }) => tag)))
    // the winner wrote lease and intent until then: the attempts did meet
    const beforePromotion = names.slice(0, names.indexOf('UpdateSecretVersionStage'))
    expect(beforePromotion.filter((name) => name === 'UpdateItem').length).toBeGreaterThan(2)
  })

  it('lets each native rotation end when its turn comes, without another request', async () => {
    const native = functions.at(-1)
    for (const token of tokens)
      for (const name of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'])
        expect(native && (await step(native, name, token))).toStrictEqual({
          tag: 'Answered',
          value: null,
        })
    const { versions } = secretNamed(demo.account, NAME)

    expect(currentVersion(demo.account, NAME).id).toBe(tokens.at(-1))
    expect(versions.flatMap(({ labels }) => labels)).not.toContain('AWSPENDING')
    expect(demo.account.authorizationServer.refreshes()).toBe(1)
  })
})
