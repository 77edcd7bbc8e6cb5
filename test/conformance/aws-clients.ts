import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'

/** One real SDK client per service that the functions use. */
export type AwsClients = {
  readonly secrets: SecretsManagerClient
  readonly sqs: SQSClient
  readonly dynamo: DynamoDBClient
  readonly events: EventBridgeClient
}

/**
 * Builds the clients; what `config` leaves out comes from the SDK's own environment.
 *
 * Shape: a client refuses every call once `signal` is aborted, before anything is sent.
 */
export const awsClients = (
  config: {
    readonly endpoint?: string
    readonly region?: string
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  } = {},
  signal?: AbortSignal,
): AwsClients => {
  // once more than usual, since all is asked at once; not more, since the SDK takes a secret's limits for throttling
  const settings = { maxAttempts: 4, ...config }
  const clients = {
    secrets: new SecretsManagerClient(settings),
    sqs: new SQSClient(settings),
    dynamo: new DynamoDBClient(settings),
    events: new EventBridgeClient(settings),
  }
  if (signal === undefined) return clients
  const refuseOnceAborted = { step: 'initialize', name: 'refuseOnceAborted' } as const
  clients.secrets.middlewareStack.add(refusing(signal), refuseOnceAborted)
  clients.sqs.middlewareStack.add(refusing(signal), refuseOnceAborted)
  clients.dynamo.middlewareStack.add(refusing(signal), refuseOnceAborted)
  clients.events.middlewareStack.add(refusing(signal), refuseOnceAborted)
  return clients
}

const refusing =
  (signal: AbortSignal) =>
  <Args, Output>(next: (args: Args) => Promise<Output>) =>
  async (args: Args): Promise<Output> => {
    signal.throwIfAborted()
    return next(args)
  }

/** Closes the connections of all clients. */
export const destroyClients = ({ secrets, sqs, dynamo, events }: AwsClients): void => {
  for (const client of [secrets, sqs, dynamo, events]) client.destroy()
}
