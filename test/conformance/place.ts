import { CreateTableCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb'
import { CreateEventBusCommand } from '@aws-sdk/client-eventbridge'
import type { AwsClients } from './aws-clients.ts'
import { errorName } from './outcome.ts'
import type { Patience } from './patience.ts'
import type { ThrowAway } from './throw-away.ts'

/**
 * Where behaviours are observed.
 *
 * Shape: `table` has the string key `id`; `bus` takes events; secrets and queues are made by the behaviours,
 * which tell `throwAway` first.
 */
export type Place = AwsClients &
  Patience & {
    readonly table: string
    readonly bus: string
    readonly throwAway: ThrowAway
  }

/**
 * Makes the resources that all behaviours share: a table and an event bus.
 *
 * Effect: both are named `name` and put on the list of what to throw away. An emulator that has no
 * CreateEventBus gets its events on the bus `default`.
 * Errors: rejects with what the SDK throws.
 */
export const openPlace = async (
  clients: AwsClients,
  patience: Patience,
  throwAway: ThrowAway,
  name: string,
): Promise<Place> => {
  throwAway.willCreate({ kind: 'table', name })
  await clients.dynamo.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    }),
  )
  const bus = await openBus(clients, throwAway, name)
  await waitUntilTableExists(
    { client: clients.dynamo, minDelay: 1, maxDelay: 2, maxWaitTime: 120 },
    { TableName: name },
  )
  return { ...clients, ...patience, throwAway, table: name, bus }
}

const openBus = async (
  { events }: AwsClients,
  { willCreate }: ThrowAway,
  name: string,
): Promise<string> => {
  try {
    willCreate({ kind: 'event bus', name })
    await events.send(new CreateEventBusCommand({ Name: name }))
    return name
  } catch (error) {
    if (errorName(error) === 'UnknownOperationException') return 'default'
    throw error
  }
}
