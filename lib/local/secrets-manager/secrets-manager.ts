import * as E from 'fp-ts/Either'
import type { AccountSettings } from '../account-settings.ts'
import type { Operations } from '../gateway/operation.ts'
import type { Documents } from '../kept/documents.ts'
import type { LocalSecret } from './secret.ts'
import { secretReadOperations } from './secret-read-operations.ts'
import { secretStore } from './secret-store.ts'
import { secretWriteOperations } from './secret-write-operations.ts'

/**
 * An embedded Secrets Manager.
 *
 * Shape: `operations` answer wire inputs with wire outputs. `readsAgo` are the reading operations as
 * they would answer from a replica that is so many milliseconds behind (at most 15 minutes), since the
 * service is eventually consistent. `snapshot` tells everything, values included, and `place` sets a
 * secret as it is, for states no call of ours leads to (a replica, a secret that a service owns); both
 * are for tests and the demo only.
 */
export type LocalSecretsManager = {
  readonly operations: Operations
  readonly readsAgo: (milliseconds: number) => Operations
  readonly snapshot: () => readonly LocalSecret[]
  readonly place: (secret: LocalSecret) => void
}

/**
 * Starts a Secrets Manager, empty or as `documents` keep it, with the service's own rules of versions, staging labels and limits.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export const secretsManager = (
  settings: AccountSettings,
  documents?: Documents,
): LocalSecretsManager => {
  const store = secretStore(settings, documents)

  const recordAccess = (arn: string, versionId: string): void => {
    const found = store.find(arn)
    if (E.isLeft(found)) return
    const accessedOn = startOfDay(settings.clock())
    store.touch({
      ...found.right,
      accessedOn,
      versions: found.right.versions.map((v) => (v.id === versionId ? { ...v, accessedOn } : v)),
    })
  }

  return {
    operations: {
      ...secretReadOperations(store, recordAccess),
      ...secretWriteOperations(store, settings),
    },
    readsAgo: (milliseconds) => secretReadOperations(store.ago(milliseconds), recordAccess),
    snapshot: store.all,
    place: store.save,
  }
}

/** The service tells the day of the last access only. */
const startOfDay = (date: Date): Date => new Date(`${date.toISOString().slice(0, 10)}T00:00:00Z`)
