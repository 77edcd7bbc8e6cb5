import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import {
  PurgeQueueCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { currentText, currentVersion, refreshTokenOf, secretNamed } from '../main-job/demo.ts'
import { CLIENT, type DrillAccount, PROVIDERS, type ProviderId } from './drill-account.ts'

/** What people do to the account: with its secrets, its ledger, its queues and their logins at the providers. */
export const drillHands = ({ account, server }: DrillAccount) => {
  const secrets = new SecretsManagerClient(account.access)
  const sqs = new SQSClient(account.access)
  const ledger = new DynamoDBClient(account.access)
  const created: string[] = []

  const create = async (name: string, text: string, tags: Readonly<Record<string, string>>) => {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
    await secrets.send(new CreateSecretCommand({ Name: name, SecretString: text, Tags }))
  }
  const put = (name: string, text: string) =>
    secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }))
  const login = async (): Promise<string> => {
    const { accessToken, refreshToken } = await server.issue(CLIENT.clientId)
    return JSON.stringify({ access_token: accessToken, refresh_token: refreshToken, note: '' })
  }
  const clientText = (clientSecret: string): string =>
    JSON.stringify({ client_id: CLIENT.clientId, client_secret: clientSecret })

  return {
    put,
    /** A credential that is due, of a grant of its own. */
    create: async (name: string, provider: ProviderId = 'acme'): Promise<void> => {
      created.push(name)
      await create(name, await login(), { 'token-rotation:provider': provider })
    },
    deleteCreated: async (): Promise<void> => {
      for (const SecretId of created.splice(0))
        await secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }))
    },
    /** Logs in once more, and puts the new credential into the secret. */
    loginAgain: async (name: string) => put(name, await login()),
    revoke: (name: string) => server.revoke(refreshTokenOf(currentText(account, name))),
    textOf: (name: string): string => currentText(account, name),
    arnOf: (name: string): string => secretNamed(account, name).arn,
    /** What the authorization server says of the refresh tokens that consumers have. */
    tokenStatesOf: (...names: readonly string[]) =>
      Promise.all(names.map((name) => server.stateOf(refreshTokenOf(currentText(account, name))))),

    createClients: () =>
      Promise.all(
        Object.keys(PROVIDERS).map((id) =>
          create(`token-rotation/clients/${id}`, clientText(CLIENT.clientSecret), {}),
        ),
      ),
    putClient: (id: ProviderId, clientSecret: string = CLIENT.clientSecret) =>
      put(`token-rotation/clients/${id}`, clientText(clientSecret)),

    /** Does not wait for the next sweep. */
    refreshNow: async (name: string): Promise<void> => {
      const { arn: secretArn } = secretNamed(account, name)
      const { id: versionId } = currentVersion(account, name)
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: account.queueUrl,
          MessageBody: JSON.stringify({ kind: 'refresh', secretArn, versionId, force: true }),
        }),
      )
      await account.settled()
    },
    /** Lets the queue hide a message that was received for so long, by the machine's clock. */
    hideMessagesFor: (seconds: number) =>
      sqs.send(
        new SetQueueAttributesCommand({
          QueueUrl: account.queueUrl,
          Attributes: { VisibilityTimeout: String(seconds) },
        }),
      ),
    purge: (queueName: string) =>
      sqs.send(new PurgeQueueCommand({ QueueUrl: account.queueUrl.replace(/[^/]*$/, queueName) })),
    /** Lets the ledger have counted so many new versions of a secret today. */
    countVersions: (name: string, count: number) =>
      ledger.send(
        new UpdateItemCommand({
          TableName: account.ledgerTable,
          Key: { id: { S: secretNamed(account, name).arn } },
          UpdateExpression: 'SET #writes.#count = :count',
          ExpressionAttributeNames: { '#writes': 'writes', '#count': 'count' },
          ExpressionAttributeValues: { ':count': { N: String(count) } },
        }),
      ),
    rest: (): void => {
      for (const client of [secrets, sqs, ledger]) client.destroy()
    },
  }
}
