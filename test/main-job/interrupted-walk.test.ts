import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Call } from '../../lib/local/gateway/gateway-call.ts'
import { localProviders } from '../../lib/local/local-providers.ts'
import type { LocalSecret } from '../../lib/local/secrets-manager/secret.ts'
import { type CommandRun, type Operator, startOperator } from '../cli/operator/operator-cli.ts'
import { type PlacedFunction, placeFunction } from '../functions/placed-function.ts'

const SECRETS = 257

/** What a sweep keeps of its life for its end: it looks at one page then, which is the least. */
const SECONDS = 20

const TAG = 'token-rotation:provider'

const CREATED = new Date('2026-03-02T12:00:00.000Z')

const secretOf = (n: number): LocalSecret => ({
  arn: `arn:aws:secretsmanager:us-east-1:000000000000:secret:many/${n}-AbCdEf`,
  name: `many/${n}`,
  tags: { [TAG]: 'acme-crm' },
  createdAt: CREATED,
  changedAt: CREATED,
  versions: [
    {
      id: '00000000-0000-4000-8000-000000000001',
      labels: ['AWSCURRENT'],
      secretString: '{}',
      createdAt: CREATED,
    },
  ],
})

describe(`when a sweep of ${SECRETS} secrets has the time for one page only`, () => {
  let operator: Operator
  let sweep: PlacedFunction
  let commands: readonly CommandRun[]
  let placeKept: boolean
  const calls: Call[] = []

  const sweepOnce = async () => {
    const before = operator.calls.length
    await sweep.invoke({})
    calls.push(...operator.calls.slice(before))
  }
  const inputsOf = (operation: string) =>
    calls.filter((call) => call.operation === operation).map(({ input }) => input)
  /** The ids of the items that each BatchGetItem asked for. */
  const idsAsked = () =>
    inputsOf('BatchGetItem').map((input) =>
      [...JSON.stringify(input).matchAll(/"id":\{"S":"([^"]+)"\}/g)].map(([, id]) => id ?? ''),
    )

  beforeAll(async () => {
    operator = await startOperator()
    const { access, queueUrl, ledgerTable, authorizationServer } = operator.account
    const { secretsManager } = operator.account
    const tagged = secretsManager.snapshot().filter(({ tags }) => TAG in tags)
    for (let i = tagged.length; i < SECRETS; i++) secretsManager.place(secretOf(i))
    sweep = await placeFunction('sweep', {
      environment: {
        AWS_ENDPOINT_URL: access.endpoint,
        AWS_REGION: access.region,
        QUEUE_URL: queueUrl,
      },
      providersJson: localProviders(authorizationServer),
      timeoutSeconds: SECONDS,
    })
    await sweepOnce()
    await sweepOnce()
    const table = new DynamoDBClient(access)
    const { Item } = await table.send(
      new GetItemCommand({ TableName: ledgerTable, Key: { id: { S: 'sweep#walk' } } }),
    )
    table.destroy()
    placeKept = Item?.place?.M !== undefined
    commands = [
      await operator.run(['status', '--json']),
      await operator.run(['doctor', '--json']),
      await operator.run(['show', 'sweep#walk']),
    ]
    await sweepOnce()
  })
  afterAll(async () => {
    await sweep.stop()
    await operator.stop()
  })

  it('goes on where the last one stopped, so that the whole walk costs three calls of the list', () => {
    const tokens = inputsOf('ListSecrets').map(({ NextToken }) => NextToken)

    expect(tokens).toStrictEqual([undefined, expect.any(String), expect.any(String)])
    expect(new Set(tokens).size).toBe(3)
  })

  it('reads the item of each secret once, and those of the providers', () => {
    const ofSecrets = idsAsked().filter((ids) => ids.every((id) => id.startsWith('arn:')))

    expect(ofSecrets.map(({ length }) => length)).toStrictEqual([100, 100, 57])
    expect(new Set(ofSecrets.flat()).size).toBe(SECRETS)
    expect(idsAsked().length - ofSecrets.length).toBe(3)
  })

  it('tells with each sweep that it finished, and of the fleet when it was seen whole', () => {
    const told = sweep.lines.flatMap((line) => {
      const entry = line.includes('SweepsFinished') ? JSON.parse(line) : undefined
      return entry === undefined ? [] : [[entry.SweepsFinished, entry.Credentials]]
    })

    expect(told).toStrictEqual([
      [1, undefined],
      [1, undefined],
      [1, SECRETS],
    ])
  })

  it('takes the place that is kept in the ledger for no credential', () => {
    const [status, doctor, show] = commands
    const rows = status?.stdout.trim().split('\n') ?? []

    expect(placeKept).toBe(true)
    expect(rows).toHaveLength(SECRETS)
    expect(`${status?.stdout}${doctor?.stdout}`).not.toContain('walk')
    expect(show?.code).not.toBe(0)
    expect(show?.stdout).toBe('')
  })
})
