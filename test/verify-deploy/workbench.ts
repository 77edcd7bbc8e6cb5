import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from '../../lib/local/authorization/authorization-server.ts'
import { startMoto } from '../conformance/moto-server.ts'
import { type CdkCli, cdkCli, EMULATED_AWS } from './cdk-cli.ts'
import { type Endpoint, startEndpoint } from './endpoint.ts'
import { CLIENT, providerFile } from './seeded-credential.ts'
import { type Assembly, readAssembly, spellForEmulator } from './stack-template.ts'

/** Everything a proof works with. `stop` ends all of it and removes the folder. */
export type Workbench = {
  readonly folder: string
  readonly endpoint: Endpoint
  readonly authorizationServer: AuthorizationServer
  readonly cdk: CdkCli
  /** Builds and synthesises the project in a folder, with the proof's provider and further context. */
  readonly synthesise: (
    name: string,
    options?: { readonly project?: string; readonly context?: readonly string[] },
  ) => Promise<Assembly>
  readonly secretsManager: SecretsManagerClient
  readonly dynamoDb: DynamoDBClient
  readonly sqs: SQSClient
  readonly stop: () => Promise<void>
}

const PROJECT = join(import.meta.dirname, '../..')

/**
 * Starts the emulator, the endpoint before it and an authorization server, all on loopback.
 *
 * Effect: starts a process and writes a temporary folder.
 * Errors: rejects when one of them does not start; what was started until then is ended.
 */
export const startWorkbench = async (): Promise<Workbench> => {
  const ends: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'verify-deploy-'))
    ends.push(() => rm(folder, { recursive: true, force: true }))
    const emulator = await startMoto()
    ends.push(emulator.stop)
    const endpoint = await startEndpoint(emulator.origin)
    ends.push(endpoint.stop)
    const authorizationServer = await startAuthorizationServer({
      clients: [CLIENT],
      accessTokenLifetimeSeconds: 3600,
    })
    ends.push(authorizationServer.stop)
    const providers = join(folder, 'providers.json')
    await writeFile(providers, providerFile(authorizationServer.tokenUrl))
    const aws = { endpoint: endpoint.origin, ...EMULATED_AWS }
    const stopped = new AbortController()
    ends.push(async () => stopped.abort())
    const cdkIn = cdkCli(endpoint.origin, folder, stopped.signal)
    return {
      folder,
      endpoint,
      authorizationServer,
      cdk: cdkIn(folder),
      synthesise: async (name, { project = PROJECT, context = [] } = {}) => {
        const output = join(folder, name)
        const settings = [`providers=${providers}`, 'loopbackTokenUrls=true', ...context]
        await cdkIn(project)(
          ...['synth', '--quiet', '--output', output],
          ...settings.flatMap((setting) => ['-c', setting]),
        )
        await spellForEmulator(output)
        return readAssembly(output)
      },
      secretsManager: new SecretsManagerClient(aws),
      dynamoDb: new DynamoDBClient(aws),
      sqs: new SQSClient(aws),
      stop,
    }
  } catch (thrown) {
    await stop()
    throw thrown
  }
}
