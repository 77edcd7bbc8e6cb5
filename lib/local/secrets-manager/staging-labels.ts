import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { type AwsError, awsError, invalidParameter, notFound } from '../gateway/aws-error.ts'
import { type LocalVersion, versionById, versionByLabel } from './secret.ts'

type Versions = readonly LocalVersion[]

/** Labels that may be attached across all versions of one secret. */
const MAX_LABELS = 20

/**
 * Attaches labels to a version without asking where they were: each leaves the version it was on, and a
 * move of AWSCURRENT takes AWSPREVIOUS to the version that lost it.
 *
 * Errors: `LimitExceededException` when the secret would carry more than 20 labels.
 */
export const attachLabels = (
  versions: Versions,
  id: string,
  labels: readonly string[],
): E.Either<AwsError, Versions> => {
  const current = versionByLabel(versions, 'AWSCURRENT')
  const attached = labels.reduce((all, label) => moveLabel(all, label, id), versions)
  const promoted = labels.includes('AWSCURRENT') && current !== undefined && current.id !== id
  return withinLabelLimit(promoted ? moveLabel(attached, 'AWSPREVIOUS', current.id) : attached)
}

/**
 * Moves, attaches or removes one label as UpdateSecretVersionStage does: a compare-and-swap, all of it
 * or nothing.
 *
 * Errors: `InvalidParameterException` when the label is not on the version the caller says it is on, or
 * AWSCURRENT would be on none; `ResourceNotFoundException` when the target does not exist;
 * `LimitExceededException` when the secret would carry more than 20 labels.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export const swapLabel = (
  versions: Versions,
  { label, from, to }: { label: string; from: string | undefined; to: string | undefined },
): E.Either<AwsError, Versions> => {
  const holder = versionByLabel(versions, label)
  if (from === undefined && to === undefined) {
    return E.left(
      invalidParameter('You must specify RemoveFromVersionId, MoveToVersionId or both.'),
    )
  }
  if (to !== undefined && versionById(versions, to) === undefined) {
    return E.left(notFound(`Secrets Manager can't find the specified secret version: ${to}.`))
  }
  if (from === undefined && holder !== undefined && holder.id !== to) {
    return E.left(
      invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
      ),
    )
  }
  if (from !== undefined && holder?.id !== from) {
    return E.left(
      invalidParameter(
        `When you move staging label ${label}, if you specify RemoveFromVersionId, it must be set to the version that currently has the staging label ${label}.`,
      ),
    )
  }
  if (to !== undefined) return attachLabels(versions, to, [label])
  return label === 'AWSCURRENT'
    ? E.left(
        invalidParameter(
          'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
        ),
      )
    : E.right(moveLabel(versions, label, undefined))
}

const moveLabel = (versions: Versions, label: string, to: string | undefined): Versions =>
  versions.map((version) => {
    const others = version.labels.filter((l) => l !== label)
    if (version.id === to) return { ...version, labels: [...others, label].sort() }
    return others.length === version.labels.length ? version : { ...version, labels: others }
  })

const withinLabelLimit = (versions: Versions): E.Either<AwsError, Versions> =>
  pipe(
    versions,
    E.fromPredicate(
      (all) => all.reduce((sum, { labels }) => sum + labels.length, 0) <= MAX_LABELS,
      () =>
        awsError(
          'LimitExceededException',
          `You can't attach more than ${MAX_LABELS} staging labels to the versions of a secret.`,
        ),
    ),
  )
