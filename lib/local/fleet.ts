import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { dynamoDbLedger } from '../aws/ledger.ts'
import type { LedgerItem } from '../rotation/ledger-item.ts'
import type { LocalAccount } from './account.ts'

/** One credential as a person follows it. Shape: absent fields are not known yet. */
export type FleetRow = {
  readonly arn: string
  readonly name: string
  readonly provider: string
  readonly item: LedgerItem | undefined
  /** What was told of it last. */
  readonly lastEvent: { readonly detailType: string; readonly time: Date } | undefined
}

/** Reads the fleet from where every tool reads it: the ledger and the bus. */
export const fleetReader = (account: LocalAccount) => {
  const client = new DynamoDBClient(account.access)
  const ledger = dynamoDbLedger(client, account.ledgerTable)
  const read = async (): Promise<readonly FleetRow[]> => {
    const secrets = account.secretsManager.snapshot().flatMap(({ arn, name, tags }) => {
      const provider = tags['token-rotation:provider']
      return provider === undefined ? [] : [{ arn, name, provider }]
    })
    const events = account.eventBridge.events()
    return Promise.all(
      secrets.map(async ({ arn, name, provider }) => {
        const item = await ledger.read(arn)()
        return {
          arn,
          name,
          provider,
          item: E.isRight(item) ? item.right : undefined,
          lastEvent: events.findLast(({ resources }) => resources.includes(arn)),
        }
      }),
    )
  }
  return { read, stop: () => client.destroy() }
}
