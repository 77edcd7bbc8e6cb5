import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'

/** The services of a local account in a process of their own, with clients that try once. */
export type KeptServices = {
  readonly secrets: SecretsManagerClient
  readonly sqs: SQSClient
  readonly dynamo: DynamoDBClient
  readonly queueUrl: (queueName: string) => string
  /** What could not be kept, a line per change. */
  readonly trouble: () => readonly string[]
  /** Kills the process where it stands, and resolves when it is gone. */
  readonly kill: () => Promise<void>
}

/** Starts the services on a folder; `script` is a shell's, in which `"$@"` starts the process. */
export const startKeptServices = async (
  folder: string,
  script = 'exec "$@"',
): Promise<KeptServices> => {
  const program = join(import.meta.dirname, 'fixtures/kept-services.ts')
  const child = spawn(
    'sh',
    ['-c', script, 'sh', process.execPath, '--import', 'tsx', program, folder],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += String(chunk)
  })
  const exited = once(child, 'exit')
  const endpoint = await Promise.race([firstLine(child), exited.then(() => undefined)])
  if (endpoint === undefined) throw new Error(`the services did not start: ${errors}`)
  const config = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
  const clients = {
    secrets: new SecretsManagerClient(config),
    sqs: new SQSClient(config),
    dynamo: new DynamoDBClient(config),
  }
  return {
    ...clients,
    queueUrl: (queueName) => `${endpoint}/000000000000/${queueName}`,
    trouble: () => errors.split('\n').filter((line) => line !== ''),
    kill: async () => {
      child.kill('SIGKILL')
      await exited
      for (const client of Object.values(clients)) client.destroy()
    },
  }
}

const firstLine = async ({ stdout }: ChildProcess): Promise<string> => {
  if (stdout === null) throw new Error('expected a pipe')
  const [chunk] = await once(stdout, 'data')
  return String(chunk).trim()
}
