import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type * as t from 'io-ts'
import type { AccountSettings } from '../account-settings.ts'
import { type AwsError, invalidParameter, invalidRequest } from '../gateway/aws-error.ts'
import { type JsonObject, type Operations, operation } from '../gateway/operation.ts'
import { newVersion, type WireValue } from './new-version.ts'
import { type LocalSecret, versionById } from './secret.ts'
import { createSecret } from './secret-creation.ts'
import { deleteSecret, restoreSecret } from './secret-deletion.ts'
import { SecretInput } from './secret-input.ts'
import { identityOf } from './secret-output.ts'
import { markedForDeletion } from './secret-read-operations.ts'
import type { SecretStore } from './secret-store.ts'
import { addTags, removeTags } from './secret-tags.ts'
import { type NewVersion, putVersion, tokenInUse } from './secret-versions.ts'
import { swapLabel } from './staging-labels.ts'

type Change = (secret: LocalSecret) => E.Either<AwsError, LocalSecret>

/**
 * The operations that change secrets. Each looks at the newest state and applies all of its change or
 * none of it.
 *
 * Errors: as the service's own; every one of them refuses deleted secrets and replicas.
 */
export const secretWriteOperations = (
  store: SecretStore,
  settings: AccountSettings,
): Operations => {
  const now = settings.clock
  const change = (secretId: string, how: Change): E.Either<AwsError, LocalSecret> =>
    pipe(store.find(secretId), E.flatMap(writable(settings.region)), E.flatMap(saved(store, how)))
  return {
    CreateSecret: operation(SecretInput.CreateSecret, (input) =>
      pipe(
        newVersion(input, undefined),
        E.flatMap((version) => createSecret(store, settings, input, version)),
        E.map((secret) => withVersionId(secret, input)),
      ),
    ),
    PutSecretValue: operation(SecretInput.PutSecretValue, (input) =>
      pipe(
        newVersion(input, input.VersionStages),
        E.flatMap(E.fromNullable(noValue)),
        E.flatMap((version) =>
          change(input.SecretId, (secret) => putVersion(secret, version, now())),
        ),
        E.map((secret) => withVersionStages(secret, input.ClientRequestToken)),
      ),
    ),
    UpdateSecret: operation(SecretInput.UpdateSecret, (input) =>
      pipe(
        newVersion(input, undefined),
        E.flatMap((version) => change(input.SecretId, (s) => update(s, input, version, now()))),
        E.map((secret) => withVersionId(secret, input)),
      ),
    ),
    UpdateSecretVersionStage: operation(SecretInput.UpdateSecretVersionStage, (input) => {
      const { SecretId, VersionStage: label } = input
      const swap = { label, from: input.RemoveFromVersionId, to: input.MoveToVersionId }
      return pipe(
        change(SecretId, (secret) =>
          pipe(
            swapLabel(secret.versions, swap),
            E.map((versions) => ({ ...secret, versions, changedAt: now() })),
          ),
        ),
        E.map(identityOf),
      )
    }),
    TagResource: operation(SecretInput.TagResource, ({ SecretId, Tags }) =>
      pipe(
        change(SecretId, (secret) =>
          pipe(
            addTags(secret.tags, Tags),
            E.map((tags) => ({ ...secret, tags, changedAt: now() })),
          ),
        ),
        E.map(() => ({})),
      ),
    ),
    UntagResource: operation(SecretInput.UntagResource, ({ SecretId, TagKeys }) =>
      pipe(
        change(SecretId, (secret) =>
          E.right({ ...secret, tags: removeTags(secret.tags, TagKeys), changedAt: now() }),
        ),
        E.map(() => ({})),
      ),
    ),
    DeleteSecret: operation(SecretInput.DeleteSecret, (input) => deleteSecret(store, now(), input)),
    RestoreSecret: operation(SecretInput.RestoreSecret, (input) =>
      restoreSecret(store, now(), input),
    ),
  }
}

const noValue = invalidRequest('You must provide either SecretString or SecretBinary.')

const saved =
  (store: SecretStore, how: Change): Change =>
  (secret) =>
    pipe(
      how(secret),
      E.tap((changed) => E.right(changed === secret ? undefined : store.save(changed))),
    )

const writable =
  (region: string): Change =>
  (secret) => {
    if (secret.deletedAt !== undefined) return E.left(markedForDeletion)
    return secret.primaryRegion === undefined || secret.primaryRegion === region
      ? E.right(secret)
      : E.left(
          invalidParameter(
            "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
          ),
        )
  }

const update = (
  secret: LocalSecret,
  { Description, KmsKeyId, Type }: t.TypeOf<typeof SecretInput.UpdateSecret>,
  version: NewVersion | undefined,
  now: Date,
): E.Either<AwsError, LocalSecret> => {
  const described: LocalSecret = {
    ...secret,
    ...(Description === undefined ? {} : { description: Description }),
    ...(KmsKeyId === undefined ? {} : { kmsKeyId: KmsKeyId }),
    ...(Type === undefined ? {} : { type: Type }),
    changedAt: now,
  }
  if (version === undefined) return E.right(described)
  return versionById(secret.versions, version.token) === undefined
    ? putVersion(described, version, now)
    : E.left(tokenInUse(secret, version.token))
}

const withVersionId = (secret: LocalSecret, input: WireValue): JsonObject => ({
  ...identityOf(secret),
  VersionId: (input.SecretString ?? input.SecretBinary) ? input.ClientRequestToken : undefined,
})

const withVersionStages = (secret: LocalSecret, token: string | undefined): JsonObject => ({
  ...identityOf(secret),
  VersionId: token,
  VersionStages: versionById(secret.versions, token ?? '')?.labels,
})
