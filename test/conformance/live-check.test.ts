import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Call } from '../../lib/local/gateway/gateway-call.ts'
import { isInstalled } from '../is-installed.ts'
import { type AwsSide, startAwsSide } from '../local/aws-side.ts'
import { type AwsClients, awsClients, destroyClients } from './aws-clients.ts'
import { behaviours, type ServiceBehaviour } from './behaviours.ts'
import { startLiveCheck } from './live-check-process.ts'
import { startMoto } from './moto-server.ts'
import { noPatience } from './patience.ts'
import { runLiveCheck } from './run-live-check.ts'

const NAME = 'token-rotation-live-check-test'

/** A few behaviours of each service, told apart by what they make. */
const FEW = behaviours.filter(({ title }) =>
  [
    'a first value is AWSCURRENT',
    'a deleted secret is still described, with its date',
    'a delay of 900 seconds is taken',
    'a lease that somebody holds is refused',
    'a missing item is left out of the answer',
    'ten events are taken',
  ].includes(title),
)

let aws: AwsSide
beforeEach(async () => {
  aws = await startAwsSide()
})
afterEach(() => aws.stop())

const check = async (asked: readonly ServiceBehaviour[], signal = new AbortController().signal) => {
  const lines: string[] = []
  const code = await runLiveCheck({
    asking: aws,
    deleting: aws,
    behaviours: asked,
    name: NAME,
    patience: noPatience,
    signal,
    print: (line) => lines.push(line),
  })
  return { code, lines }
}

/** Every secret, queue and table, also those that are being deleted. */
const contents = async ({ secrets, sqs, dynamo }: AwsClients): Promise<readonly string[]> => {
  const list = await secrets.send(new ListSecretsCommand({ IncludePlannedDeletion: true }))
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}))
  return [...(list.SecretList ?? []).map(({ Name = '' }) => Name), ...QueueUrls, ...TableNames]
}

/** What a check left in the local account, which has a queue and a table of its own. */
const remains = async (): Promise<readonly string[]> =>
  (await contents(aws)).filter((name) => name.includes('live-check'))

const refuse = (operation: string) => (call: Call) =>
  call.operation === operation
    ? ({ kind: 'error', status: 400, code: 'AccessDeniedException', message: 'no' } as const)
    : undefined

describe('when all is as expected', () => {
  it('says so, deletes what it made and ends with 0', async () => {
    const { code, lines } = await check(FEW)
    expect(FEW).toHaveLength(6)
    expect(code).toBe(0)
    expect(lines.slice(-3)).toEqual([
      '6 as expected, 0 differ, 0 open questions answered otherwise than assumed',
      'deleting what was created …',
      `nothing named ${NAME} is left`,
    ])
    expect(await remains()).toEqual([])
  })
})

describe('when a behaviour differs', () => {
  const [first] = FEW
  const changed = first === undefined ? [] : [{ ...first, aws: 'something else' }]

  it('shows expected and seen, deletes what it made and ends with 1', async () => {
    const { code, lines } = await check(changed)
    expect(code).toBe(1)
    expect(lines.join('\n')).toMatch(/"something else".*"ok"/)
    expect(lines).toContain(
      '0 as expected, 1 differ, 0 open questions answered otherwise than assumed',
    )
    expect(await remains()).toEqual([])
  })

  it('does not fail for the answer to an open question', async () => {
    const { code, lines } = await check(changed.map((one) => ({ ...one, isOpen: true })))
    expect(code).toBe(0)
    expect(lines).toContain(
      '0 as expected, 0 differ, 1 open questions answered otherwise than assumed',
    )
  })
})

describe('when a call is refused', () => {
  it('counts the behaviour as different and goes on', async () => {
    aws.fault = refuse('BatchGetItem')
    const { code, lines } = await check(FEW)
    expect(code).toBe(1)
    expect(lines).toContain(
      '5 as expected, 1 differ, 0 open questions answered otherwise than assumed',
    )
    aws.fault = undefined
    expect(await remains()).toEqual([])
  })

  it('says why it could not begin, and leaves nothing', async () => {
    aws.fault = refuse('CreateEventBus')
    const { code, lines } = await check(FEW)
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [
        'could not begin: AccessDeniedException: no',
        'deleting what was created …',
        `nothing named ${NAME} is left`,
      ],
    })
    aws.fault = undefined
    expect(await remains()).toEqual([])
  })

  it('names what it could not delete, deletes the rest and ends with 1', async () => {
    aws.fault = refuse('DeleteQueue')
    const { code, lines } = await check(FEW)
    const queue = `${NAME}-${FEW.findIndex(({ service }) => service === 'SQS')}`
    expect(code).toBe(1)
    expect(lines.at(-1)).toBe(
      `left over: queue ${queue} (AccessDeniedException); delete it yourself`,
    )
    expect(await remains()).toEqual([expect.stringContaining(queue)])
  })
})

describe('when it is ended in the middle', () => {
  it('deletes what it made and ends with 130', async () => {
    const controller = new AbortController()
    aws.fault = ({ operation }) => {
      if (operation === 'CreateQueue') controller.abort()
      return undefined
    }
    const { code, lines } = await check(FEW, controller.signal)
    expect(code).toBe(130)
    expect(lines.at(-1)).toBe(`nothing named ${NAME} is left`)
    aws.fault = undefined
    expect(await remains()).toEqual([])
  })
})

/** What the table says of each behaviour that does not answer as AWS, by title. */
const otherThanExpected = (output: string): readonly string[] =>
  [...output.matchAll(/^\d+\/\d+ [\w ]+: (.*): (?:differs|finding)$/gm)]
    .map(([, title]) => title ?? '')
    .sort()

const knownToDiffer = (emulator: 'local' | 'moto'): readonly string[] =>
  behaviours
    .filter(
      (behaviour) => emulator in behaviour || (emulator === 'moto' && behaviour.motoRaces === true),
    )
    .map(({ title }) => title)
    .sort()

describe('when the program asks the local account', () => {
  it('finds exactly the differences that are known, and leaves nothing', async () => {
    const run = startLiveCheck(['--yes'], { AWS_ENDPOINT_URL: aws.gateway.origin })
    const { code, output } = await run.ended
    expect(otherThanExpected(output)).toEqual(knownToDiffer('local'))
    expect(code).toBe(1)
    expect(await remains()).toEqual([])
  })

  it('deletes what it made after Ctrl-C', async () => {
    const run = startLiveCheck(['--yes'], { AWS_ENDPOINT_URL: aws.gateway.origin })
    aws.fault = ({ operation }) => {
      if (operation === 'SendMessageBatch') run.interrupt()
      return undefined
    }
    const { code, output } = await run.ended
    expect(output).toMatch(/ending; once more ends at once.*nothing named .* is left/s)
    expect(code).toBe(130)
    aws.fault = undefined
    expect(await remains()).toEqual([])
  })

  it('creates nothing before it is allowed to', async () => {
    const { code, output } = await startLiveCheck([], { AWS_ENDPOINT_URL: aws.gateway.origin })
      .ended
    expect(output).toMatch(/Creates .*Costs .*expected --yes, since nobody can be asked here/s)
    expect(code).toBe(1)
    expect(aws.calls).toEqual([])
  })
})

describe('when there are no credentials', () => {
  it('says so in one line', async () => {
    const { code, output } = await startLiveCheck(['--yes'], {
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
    }).ended
    expect(output).toMatch(/^no AWS credentials or region: set AWS_PROFILE .*\n$/)
    expect(code).toBe(1)
  })
})

const hasMoto = isInstalled('moto_server', 'the live check on moto')

describe.skipIf(!hasMoto)('when the program asks moto', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>
  beforeEach(async () => {
    moto = await startMoto()
  })
  afterEach(() => moto.stop())

  it('finds no difference but the known ones, and leaves nothing', async () => {
    const run = startLiveCheck(['--yes'], { AWS_ENDPOINT_URL: moto.origin })
    const { code, output } = await run.ended
    const clients = awsClients({
      endpoint: moto.origin,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
    const left = await contents(clients)
    destroyClients(clients)
    expect(knownToDiffer('moto')).toEqual(expect.arrayContaining([...otherThanExpected(output)]))
    expect({ code, left }).toEqual({ code: 1, left: [] })
  })
})
