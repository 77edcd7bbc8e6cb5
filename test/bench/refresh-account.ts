import { randomUUID } from 'node:crypto'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { type LocalAccount, startAccount } from '../../lib/local/account.ts'
import { localProviders } from '../../lib/local/local-providers.ts'
import { newToken } from './new-token.ts'
import { startTokenEndpoint, type TokenEndpointSpeech } from './token-endpoint.ts'

/** A credential that is due. */
export type DueSecret = { readonly secretArn: string; readonly versionId: string }

/**
 * A local account with a token endpoint that answers at once, for measuring what a function costs itself.
 *
 * Shape: `variables` are a function's environment, of a bare handler too; `providers` is the text of the functions'
 * `providers.json`: the whole catalogue; `dueSecrets` makes credentials, each good for one refresh; `takeCalls` gives
 * the names of the calls to AWS since it was asked last.
 */
export type RefreshAccount = {
  readonly account: LocalAccount
  readonly variables: Readonly<Record<string, string>>
  readonly providers: string
  readonly dueSecrets: (count: number) => Promise<readonly DueSecret[]>
  readonly takeCalls: () => readonly string[]
  readonly stop: () => Promise<void>
}

/** Starts it. Effect: listens on loopback; `stop` ends all of it. */
export const startRefreshAccount = async (
  dist: string,
  speaks: TokenEndpointSpeech = 'http',
): Promise<RefreshAccount> => {
  const endpoint = await startTokenEndpoint(speaks)
  const providers = localProviders(endpoint)
  const calls: string[] = []
  const account = await startAccount({
    dist,
    providers,
    loopbackTokenUrls: true,
    sweepMinutes: 15,
    onCall: ({ service, operation }) => {
      if (service !== 'sqs' || !OF_THE_MAPPING.includes(operation)) calls.push(operation)
      return undefined
    },
  })
  const { access, ledgerTable, queueUrl } = account
  const client = new SecretsManagerClient(access)
  return {
    account,
    providers,
    variables: {
      AWS_ENDPOINT_URL: access.endpoint,
      AWS_REGION: access.region,
      AWS_ACCESS_KEY_ID: access.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: access.credentials.secretAccessKey,
      LEDGER_TABLE: ledgerTable,
      BUS_NAME: 'token-rotation',
      TAG_PREFIX: 'token-rotation',
      KEY_ID: 'alias/token-rotation',
      QUEUE_URL: queueUrl,
      SWEEP_MINUTES: '15',
      LOOPBACK_TOKEN_URLS: 'true',
      TOKEN_URL: endpoint.tokenUrl.href,
      ...endpoint.variables,
    },
    dueSecrets: async (count) => {
      const made: DueSecret[] = []
      while (made.length < count) made.push(await create(client))
      return made
    },
    takeCalls: () => calls.splice(0),
    stop: async () => {
      client.destroy()
      await account.stop()
      await endpoint.stop()
    },
  }
}

/** The account itself asks for messages all the time, as Lambda does for a function that is fed by a queue. */
const OF_THE_MAPPING = ['ReceiveMessage', 'DeleteMessage']

const create = async (client: SecretsManagerClient): Promise<DueSecret> => {
  const { ARN = '', VersionId = '' } = await client.send(
    new CreateSecretCommand({
      Name: `smartsheet/${randomUUID()}`,
      SecretString: JSON.stringify({
        client_id: 'bench-client',
        client_secret: newToken(),
        access_token: newToken(),
        refresh_token: newToken(),
        token_expiry_date: new Date(Date.now() - 3_600_000).toISOString(),
      }),
      Tags: [{ Key: 'token-rotation:provider', Value: 'smartsheet' }],
    }),
  )
  return { secretArn: ARN, versionId: VersionId }
}
