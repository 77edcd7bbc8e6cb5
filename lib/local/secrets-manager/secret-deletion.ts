import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type * as t from 'io-ts'
import { type AwsError, invalidParameter } from '../gateway/aws-error.ts'
import type { JsonObject } from '../gateway/operation.ts'
import type { LocalSecret } from './secret.ts'
import type { SecretInput } from './secret-input.ts'
import { epochSeconds, identityOf } from './secret-output.ts'
import { markedForDeletion } from './secret-read-operations.ts'
import type { SecretStore } from './secret-store.ts'

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000

/**
 * Marks a secret for deletion, or removes it at once when forced; forcing it on a secret that is already
 * gone is a success.
 *
 * Errors: `InvalidParameterException` for a recovery window together with force;
 * `ResourceNotFoundException`; `InvalidRequestException` when it is marked already.
 */
export const deleteSecret = (
  store: SecretStore,
  now: Date,
  input: t.TypeOf<typeof SecretInput.DeleteSecret>,
): E.Either<AwsError, JsonObject> => {
  const { SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery: force } = input
  if (force && RecoveryWindowInDays !== undefined) {
    return E.left(
      invalidParameter(
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      ),
    )
  }
  const found = store.find(SecretId)
  if (force) return E.right(remove(store, now, E.isRight(found) ? found.right : SecretId))
  return pipe(
    found,
    E.filterOrElse(
      ({ deletedAt }) => deletedAt === undefined,
      () => markedForDeletion,
    ),
    E.map((secret) => mark(store, now, secret, RecoveryWindowInDays ?? 30)),
  )
}

/** Calls a deletion off; a secret that is not marked stays as it is. */
export const restoreSecret = (
  store: SecretStore,
  now: Date,
  { SecretId }: t.TypeOf<typeof SecretInput.RestoreSecret>,
): E.Either<AwsError, JsonObject> =>
  pipe(
    store.find(SecretId),
    E.map(({ deletedAt, ...secret }) => {
      if (deletedAt !== undefined) store.save({ ...secret, changedAt: now })
      return identityOf(secret)
    }),
  )

const remove = (store: SecretStore, now: Date, secret: LocalSecret | string): JsonObject => {
  const DeletionDate = epochSeconds(now)
  if (typeof secret === 'string') return { Name: secret, DeletionDate }
  store.remove(secret.arn)
  return { ...identityOf(secret), DeletionDate }
}

const mark = (store: SecretStore, now: Date, secret: LocalSecret, days: number): JsonObject => {
  const deletedAt = new Date(now.getTime() + days * DAY_MILLISECONDS)
  store.save({ ...secret, deletedAt, changedAt: now })
  return { ...identityOf(secret), DeletionDate: epochSeconds(deletedAt) }
}
