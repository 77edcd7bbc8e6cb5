/**
 * What a version holds: text or base64, one of the two. A version that Secrets Manager's own rotation
 * has announced but nobody has filled yet holds neither.
 */
export type SecretValue = {
  readonly secretString?: string
  readonly secretBinary?: string
}

/** One version of a secret; `labels` are its staging labels, sorted. */
export type LocalVersion = SecretValue & {
  readonly id: string
  readonly labels: readonly string[]
  readonly createdAt: Date
  readonly accessedOn?: Date
}

/**
 * A secret of the local account with everything that is known about it.
 *
 * Shape: `versions` are oldest first and include those without a label; `deletedAt` is the end of the
 * recovery window of a secret that was marked for deletion; `primaryRegion` is set on secrets that are
 * replicated, `owningService` on those a service manages, `type` on managed external ones.
 */
export type LocalSecret = {
  readonly arn: string
  readonly name: string
  readonly description?: string
  readonly kmsKeyId?: string
  readonly type?: string
  readonly owningService?: string
  readonly primaryRegion?: string
  readonly rotationEnabled?: boolean
  readonly tags: Readonly<Record<string, string>>
  readonly createdAt: Date
  readonly changedAt: Date
  readonly accessedOn?: Date
  readonly deletedAt?: Date
  readonly versions: readonly LocalVersion[]
}

/** Finds a version by its id. */
export const versionById = (
  versions: readonly LocalVersion[],
  id: string,
): LocalVersion | undefined => versions.find((version) => version.id === id)

/** Finds the one version that carries a staging label. */
export const versionByLabel = (
  versions: readonly LocalVersion[],
  label: string,
): LocalVersion | undefined => versions.find((version) => version.labels.includes(label))

/** Holds if the version has been given a value. */
export const hasValue = (value: SecretValue): boolean =>
  value.secretString !== undefined || value.secretBinary !== undefined
