import type { JsonObject } from '../gateway/operation.ts'
import type { LocalSecret, LocalVersion } from './secret.ts'

/** Writes a time as the JSON protocol does: seconds since the epoch, with a fraction. */
export const epochSeconds = (date: Date): number => date.getTime() / 1000

/** Names a secret in an answer. */
export const identityOf = ({ arn, name }: LocalSecret): JsonObject => ({ ARN: arn, Name: name })

/** Writes what DescribeSecret tells of a secret: everything but its values. */
export const descriptionOf = (secret: LocalSecret): JsonObject => ({
  ...metadataOf(secret),
  VersionIdsToStages: stagesOf(secret),
})

/** Writes a secret as an entry of ListSecrets. */
export const listEntryOf = (secret: LocalSecret): JsonObject => ({
  ...metadataOf(secret),
  SecretVersionsToStages: stagesOf(secret),
})

/** Writes a version with its value. */
export const versionValueOf = (secret: LocalSecret, version: LocalVersion): JsonObject => ({
  ...identityOf(secret),
  VersionId: version.id,
  SecretString: version.secretString,
  SecretBinary: version.secretBinary,
  VersionStages: version.labels,
  CreatedDate: epochSeconds(version.createdAt),
})

/** Writes a version as an entry of ListSecretVersionIds. */
export const versionEntryOf = (version: LocalVersion): JsonObject => ({
  VersionId: version.id,
  VersionStages: version.labels.length === 0 ? undefined : version.labels,
  CreatedDate: epochSeconds(version.createdAt),
  LastAccessedDate: version.accessedOn && epochSeconds(version.accessedOn),
})

const metadataOf = (secret: LocalSecret): JsonObject => ({
  ...identityOf(secret),
  Description: secret.description,
  KmsKeyId: secret.kmsKeyId,
  Type: secret.type,
  OwningService: secret.owningService,
  PrimaryRegion: secret.primaryRegion,
  RotationEnabled: secret.rotationEnabled,
  Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
  CreatedDate: epochSeconds(secret.createdAt),
  LastChangedDate: epochSeconds(secret.changedAt),
  LastAccessedDate: secret.accessedOn && epochSeconds(secret.accessedOn),
  DeletedDate: secret.deletedAt && epochSeconds(secret.deletedAt),
})

/** Versions without a label are deprecated and not told. */
const stagesOf = ({ versions }: LocalSecret): JsonObject | undefined => {
  const labelled = versions.filter(({ labels }) => labels.length > 0)
  return labelled.length === 0
    ? undefined
    : Object.fromEntries(labelled.map(({ id, labels }) => [id, labels]))
}
