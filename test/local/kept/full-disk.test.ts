import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { CreateSecretCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { refusal } from '../aws-side.ts'
import { type KeptServices, startKeptServices } from './kept-services.ts'

let folder: string
let services: KeptServices | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
})
afterEach(async () => {
  await services?.kill()
  rmSync(folder, { recursive: true })
})

type Service = {
  readonly write: (services: KeptServices, name: string, size: number) => Promise<unknown>
  readonly names: (services: KeptServices) => Promise<readonly (string | undefined)[]>
  readonly refused: { readonly name: string; readonly message: string }
}

const message = 'the change could not be kept'
const TableName = 'token-rotation'
const text = (name: string, size: number): string => `${name} ${'x'.repeat(size)}`

const receiveAll = async (from: KeptServices): Promise<readonly (string | undefined)[]> => {
  const QueueUrl = from.queueUrl('token-rotation')
  const { Messages = [] } = await from.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
  )
  const names = Messages.map(({ Body }) => Body?.split(' ')[0])
  return names.length === 0 ? [] : [...names, ...(await receiveAll(from))]
}

const SERVICES: Readonly<Record<string, Service>> = {
  'the secrets': {
    write: ({ secrets }, Name, size) =>
      secrets.send(new CreateSecretCommand({ Name, SecretString: text(Name, size) })),
    names: async ({ secrets }) => {
      const { SecretList = [] } = await secrets.send(new ListSecretsCommand({ MaxResults: 100 }))
      return SecretList.map(({ Name }) => Name)
    },
    refused: { name: 'InternalServiceError', message },
  },
  'the queue': {
    write: ({ sqs, queueUrl }, name, size) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl('token-rotation'),
          MessageBody: text(name, size),
        }),
      ),
    names: receiveAll,
    refused: { name: 'InternalFailure', message },
  },
  'the table': {
    write: ({ dynamo }, id, size) =>
      dynamo.send(
        new PutItemCommand({ TableName, Item: { id: { S: id }, text: { S: text(id, size) } } }),
      ),
    names: async ({ dynamo }) => {
      const { Items = [] } = await dynamo.send(new ScanCommand({ TableName }))
      return Items.map(({ id }) => id?.S)
    },
    refused: { name: 'InternalServerError', message },
  },
}

/** Writes until a change is refused, then a small one, for which there may be room; answers what was acknowledged and the first refusal. */
const writeUntilFull = async ({ write }: Service, to: KeptServices) => {
  const acknowledged: string[] = []
  for (let n = 1; n <= 100; n++) {
    const name = `large-${n}`
    const answer = await refusal(write(to, name, 60_000))
    if (answer.name !== 'no error') {
      const small = await refusal(write(to, 'small', 10))
      return {
        acknowledged: small.name === 'no error' ? [...acknowledged, 'small'] : acknowledged,
        answer,
      }
    }
    acknowledged.push(name)
  }
  throw new Error('expected a refusal')
}

describe.each(Object.entries(SERVICES))('when a file may not grow and %s change', (_, service) => {
  it('refuses what does not fit, keeps what does, and loses nothing of it to a kill', async () => {
    const limited = await startKeptServices(folder, 'ulimit -f 1000; exec "$@"')
    services = limited
    const { acknowledged, answer } = await writeUntilFull(service, limited)
    const trouble = limited.trouble()
    await limited.kill()
    services = await startKeptServices(folder)

    expect(answer).toStrictEqual(service.refused)
    expect(new Set(trouble)).toStrictEqual(
      new Set([
        `data folder ${folder}: account.sqlite cannot be read or written, as on a full disk; a change was refused and not made`,
      ]),
    )
    expect([...(await service.names(services))].sort()).toStrictEqual(acknowledged.sort())
  })
})

describe.each(Object.entries(SERVICES))('when the disk is full and %s change', (_, service) => {
  /** A small disk of its own, which nobody but the process sees. */
  const inSmallDisk = (command: string): readonly string[] => [
    '-rm',
    'sh',
    '-c',
    `mount -t tmpfs -o size=1m none ${folder} && ${command}`,
    'sh',
  ]

  it('refuses what does not fit and still has what does', async ({ skip }) => {
    if (spawnSync('unshare', inSmallDisk('exit 0')).status !== 0)
      skip('no small disk can be mounted here')
    const limited = await startKeptServices(
      folder,
      `exec unshare -rm sh -c 'mount -t tmpfs -o size=1m none ${folder} && exec "$@"' sh "$@"`,
    )
    services = limited
    const { acknowledged, answer } = await writeUntilFull(service, limited)

    expect(answer).toStrictEqual(service.refused)
    expect(new Set(limited.trouble())).toStrictEqual(
      new Set([`data folder ${folder}: the disk is full; a change was refused and not made`]),
    )
    expect([...(await service.names(limited))].sort()).toStrictEqual(acknowledged.sort())
  })
})
