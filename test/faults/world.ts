import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import { dynamoDbLedger } from '../../lib/aws/ledger.ts'
import { type LocalAccount, startAccount } from '../../lib/local/account.ts'
import { movableClock } from '../../lib/local/account-clock.ts'
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from '../../lib/local/authorization/authorization-server.ts'
import type { Call, Fault } from '../../lib/local/gateway/gateway-call.ts'
import { localProviders } from '../../lib/local/local-providers.ts'
import { sampleProviders } from '../../lib/local/sample-providers.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { leakWatch } from '../leaks/leak-watch.ts'
import { type StepName, stepName } from './step.ts'
import { type Exchange, startTokenEndpoint } from './token-endpoint.ts'

/** Who watches what the functions send; one at a time. */
export type Watcher = {
  readonly onStep: (name: StepName) => Promise<Fault | undefined>
  readonly onExchange: (exchange: Exchange) => void
  /** A version is asked for by an id that no version has. */
  readonly onMissingVersion: () => void
}

/** An account, an authorization server, and a person who can do everything by hand. */
export type World = {
  readonly account: LocalAccount
  readonly server: AuthorizationServer
  /** Moves the account's time, for functions in the middle of their work too. */
  readonly advance: (seconds: number) => void
  readonly watch: (watcher: Watcher | undefined) => void
  readonly sweep: () => Promise<void>
  readonly send: (message: unknown) => Promise<void>
  /** Calls Secrets Manager by hand; what it refuses does not happen. */
  readonly byHand: (operation: string, input: object) => void
  readonly itemOf: (arn: string) => Promise<LedgerItem | undefined>
  readonly removeItem: (id: string) => Promise<void>
  /** Resolves when every message is worked off and no token request is under way. */
  readonly settled: () => Promise<void>
  readonly emptyQueue: () => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts a world of which everything that goes out can be watched and disturbed, and is searched for secrets at its end. */
export const openWorld = async (
  dist: string,
  log: (line: string) => void = () => {},
): Promise<World> => {
  let watcher: Watcher | undefined
  let isSweeping = false
  const secrets = leakWatch()
  const clock = movableClock()
  const server = await startAuthorizationServer({
    clients: sampleProviders.map(({ client }) => client),
    accessTokenLifetimeSeconds: 3600,
    clock,
  })
  const endpoint = await startTokenEndpoint(server.tokenUrl, {
    onRequest: async () => watcher?.onStep('asking the provider'),
    onExchange: (exchange) => watcher?.onExchange(exchange),
  })
  const account = await startAccount({
    dist,
    clock,
    sweepMinutes: 5,
    loopbackTokenUrls: true,
    providers: localProviders(endpoint),
    log: ({ functionName, line }) => {
      secrets.hearLine(functionName, line)
      log(line)
    },
    onCall: async (call) => {
      secrets.hearCall(call)
      const name = stepName(call)
      // the event source mapping asks for the depth too
      if (name === undefined || (name === 'asking for the depth of the queue' && !isSweeping))
        return undefined
      if (name === 'reading the version' && isMissing(call.input)) watcher?.onMissingVersion()
      return watcher?.onStep(name)
    },
  })
  const isMissing = ({ SecretId, VersionId }: Call['input']): boolean =>
    account.secretsManager
      .snapshot()
      .every(
        ({ arn, versions }) => arn !== SecretId || versions.every(({ id }) => id !== VersionId),
      )
  const table = new DynamoDBClient(account.access)
  const sqs = new SQSClient(account.access)
  const ledger = dynamoDbLedger(table, account.ledgerTable)
  const byHand: World['byHand'] = (operation, input) => {
    account.secretsManager.operations[operation]?.(input)
  }
  for (const { id, client } of sampleProviders)
    byHand('CreateSecret', {
      Name: `token-rotation/clients/${id}`,
      ClientRequestToken: `client-of-the-provider-${id}-version-1`,
      SecretString: JSON.stringify({
        client_id: client.clientId,
        client_secret: client.clientSecret,
      }),
    })
  return {
    account,
    server,
    advance: (seconds) => {
      clock.advance(seconds)
      account.tellTime()
    },
    watch: (next) => {
      watcher = next
    },
    sweep: async () => {
      isSweeping = true
      await account.sweep()
      isSweeping = false
    },
    send: async (message) => {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: account.queueUrl,
          MessageBody: JSON.stringify(message),
        }),
      )
    },
    byHand,
    itemOf: async (arn) => {
      const item = await ledger.read(arn)()
      if (E.isLeft(item)) throw new Error('expected an item that can be read')
      return item.right
    },
    removeItem: async (id) => {
      const Key = { id: { S: id } }
      await table.send(new DeleteItemCommand({ TableName: account.ledgerTable, Key }))
    },
    settled: async () => {
      await account.settled()
      await endpoint.idle()
    },
    emptyQueue: async () => {
      await sqs.send(new PurgeQueueCommand({ QueueUrl: account.queueUrl }))
    },
    stop: async () => {
      table.destroy()
      sqs.destroy()
      const leaks = secrets.leaks(account)
      await account.stop()
      await endpoint.stop()
      await server.stop()
      if (leaks.length > 0) throw new Error(`a secret leaked into ${leaks.join(', ')}`)
    },
  }
}
