import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { dynamoDbLedger } from '../../lib/aws/ledger.ts'
import { LOCAL_AWS } from '../../lib/local/account.ts'
import { accountClock } from '../../lib/local/account-clock.ts'
import { authorizationStore } from '../../lib/local/authorization/authorization-store.ts'
import type { DataFolder } from '../../lib/local/kept/data-folder.ts'
import { readSecret } from '../../lib/local/secrets-manager/kept-secret.ts'
import {
  type LocalSecret,
  type LocalVersion,
  versionById,
} from '../../lib/local/secrets-manager/secret.ts'
import { startTable } from '../../lib/local/table/table.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { refreshTokenOf } from '../main-job/demo.ts'

/**
 * Where a credential's grant stands after a kill, by the authorization server's own books.
 *
 * `kept`: the one refresh token that is good stands in a version of the secret. `lost in the window`: it stands
 * nowhere, and a refresh was under way whose version was never written. `lost`: anything else.
 */
export type Verdict = 'kept' | 'lost in the window' | 'lost'

export type AuditedCredential = {
  readonly secret: LocalSecret
  readonly verdict: Verdict
  /** The good refresh token stands in AWSCURRENT, for consumers to read. */
  readonly isCurrent: boolean
  /** The refresh that was under way, by its successor's version id. */
  readonly cutOff: string | undefined
}

/** The credentials of the demo that never had a living grant. */
const BROKEN = ['acme-crm/typo', 'retently/former-admin']

/** Looks through the folder of a killed account: every credential's newest refresh token must be in it. */
export const audit = async (data: DataFolder): Promise<readonly AuditedCredential[]> => {
  const secrets = data
    .documents('secrets')
    .all()
    .flatMap(([, text]) => readSecret(text) ?? [])
    .filter(({ name, tags }) => 'token-rotation:provider' in tags && !BROKEN.includes(name))
  const goodTokens = tokensInUse(data)
  const items = await ledgerItems(data, secrets)
  return secrets.map((secret) => {
    const item = items.get(secret.arn)
    const holdsGoodToken = ({ secretString = '{}' }: LocalVersion): boolean =>
      goodTokens.has(refreshTokenOf(secretString))
    const isKept = secret.versions.some(holdsGoodToken)
    const isUnwritten =
      item?.intent !== undefined &&
      versionById(secret.versions, item.intent.successor) === undefined
    return {
      secret,
      verdict: isKept ? 'kept' : isUnwritten ? 'lost in the window' : 'lost',
      isCurrent: secret.versions.some(
        (version) => version.labels.includes('AWSCURRENT') && holdsGoodToken(version),
      ),
      cutOff: item?.intent?.successor,
    }
  })
}

const tokensInUse = (data: DataFolder): ReadonlySet<string> => {
  const documents = data.documents('tokens')
  const store = authorizationStore(documents, accountClock(1, data.documents('clock')))
  const ids = documents.all().flatMap(([key]) => {
    const [model, id = ''] = key.split('/')
    return model === 'RefreshToken' ? [id] : []
  })
  return new Set(
    ids.filter((id) => {
      const token = store.find('RefreshToken', id)
      return !token?.consumed && store.find('Grant', token?.grantId ?? '') !== undefined
    }),
  )
}

const ledgerItems = async (
  data: DataFolder,
  secrets: readonly LocalSecret[],
): Promise<ReadonlyMap<string, LedgerItem>> => {
  const table = await startTable({ documents: data.documents('items') })
  const client = new DynamoDBClient({ endpoint: table.origin, ...LOCAL_AWS })
  const ledger = dynamoDbLedger(client, table.tableName)
  const items = await Promise.all(secrets.map(({ arn }) => ledger.read(arn)()))
  client.destroy()
  await table.stop()
  return new Map(
    items.flatMap((item) => {
      if (E.isLeft(item)) throw new Error('expected a ledger that can be read')
      return item.right === undefined ? [] : [[item.right.id, item.right] as const]
    }),
  )
}
