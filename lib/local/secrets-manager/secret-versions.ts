import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { type AwsError, awsError } from '../gateway/aws-error.ts'
import { hasValue, type LocalSecret, type SecretValue, versionById } from './secret.ts'
import { attachLabels } from './staging-labels.ts'

/** Versions that a secret keeps, and for how long none is dropped. */
const MAX_VERSIONS = 100
const KEPT_MILLISECONDS = 24 * 60 * 60 * 1000

/** A value on its way into a secret; `token` becomes the version's id. */
export type NewVersion = {
  readonly token: string
  readonly value: SecretValue
  readonly labels: readonly string[]
}

/**
 * Adds a version as PutSecretValue does, or does nothing when the token already stands for the same
 * value. The first version always becomes AWSCURRENT.
 *
 * Effect: also drops versions that have no label and are older than 24 hours, which AWS does in the
 * background; so a replay of such a token makes a new version.
 * Errors: `ResourceExistsException` when the token stands for another value; `LimitExceededException`
 * at 100 versions, or at 20 labels.
 */
export const putVersion = (
  secret: LocalSecret,
  { token, value, labels }: NewVersion,
  now: Date,
): E.Either<AwsError, LocalSecret> => {
  const known = versionById(secret.versions, token)
  if (known !== undefined && hasValue(known)) {
    return sameValue(known, value) ? E.right(secret) : E.left(tokenInUse(secret, token))
  }
  const kept = secret.versions.filter(
    ({ id, labels: attached, createdAt }) =>
      id !== token &&
      (attached.length > 0 || now.getTime() - createdAt.getTime() < KEPT_MILLISECONDS),
  )
  if (kept.length >= MAX_VERSIONS) {
    return E.left(
      awsError(
        'LimitExceededException',
        `You've reached the limit of ${MAX_VERSIONS} versions of a secret; none younger than 24 hours is removed.`,
      ),
    )
  }
  const versions = [
    ...kept,
    { id: token, labels: known?.labels ?? [], createdAt: known?.createdAt ?? now, ...value },
  ]
  return pipe(
    attachLabels(versions, token, kept.length === 0 ? ['AWSCURRENT', ...labels] : labels),
    E.map((labelled) => ({ ...secret, versions: labelled, changedAt: now })),
  )
}

/** Refuses to give an existing version another value. */
export const tokenInUse = ({ arn }: LocalSecret, token: string): AwsError =>
  awsError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  )

/** Holds if both are the same text or the same bytes. */
export const sameValue = (a: SecretValue, b: SecretValue): boolean =>
  a.secretString === b.secretString && a.secretBinary === b.secretBinary
