import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type * as t from 'io-ts'
import { type AwsError, invalidRequest, notFound } from '../gateway/aws-error.ts'
import { type JsonObject, type Operations, operation } from '../gateway/operation.ts'
import { type Position, page } from './page.ts'
import {
  hasValue,
  type LocalSecret,
  type LocalVersion,
  versionById,
  versionByLabel,
} from './secret.ts'
import { matchesFilters } from './secret-filters.ts'
import { SecretInput, type SortBy } from './secret-input.ts'
import {
  descriptionOf,
  identityOf,
  listEntryOf,
  versionEntryOf,
  versionValueOf,
} from './secret-output.ts'
import type { SecretView } from './secret-store.ts'

/** Says that a secret waits for its deletion, which only RestoreSecret can call off. */
export const markedForDeletion: AwsError = invalidRequest(
  "You can't perform this operation on the secret because it was marked for deletion.",
)

/**
 * The operations that only look.
 *
 * Effect: `onAccess` is told of every value that was handed out.
 * Errors: `ResourceNotFoundException` for an unknown secret, version or label; `InvalidRequestException`
 * for the value of a deleted secret; `InvalidNextTokenException`; `ValidationException`.
 */
export const secretReadOperations = (
  view: SecretView,
  onAccess: (arn: string, versionId: string) => void,
): Operations => ({
  DescribeSecret: operation(SecretInput.DescribeSecret, ({ SecretId }) =>
    pipe(view.find(SecretId), E.map(descriptionOf)),
  ),
  GetSecretValue: operation(SecretInput.GetSecretValue, (input) =>
    pipe(
      view.find(input.SecretId),
      E.filterOrElse(
        ({ deletedAt }) => deletedAt === undefined,
        () => markedForDeletion,
      ),
      E.bindTo('secret'),
      E.bind('version', ({ secret }) => findVersion(secret, input)),
      E.tap(({ secret, version }) => E.right(onAccess(secret.arn, version.id))),
      E.map(({ secret, version }) => versionValueOf(secret, version)),
    ),
  ),
  ListSecrets: operation(SecretInput.ListSecrets, (input) => listSecrets(view, input)),
  ListSecretVersionIds: operation(SecretInput.ListSecretVersionIds, (input) =>
    pipe(
      view.find(input.SecretId),
      E.flatMap((secret) => listVersions(secret, input)),
    ),
  ),
})

const findVersion = (
  { versions }: LocalSecret,
  { VersionId, VersionStage }: t.TypeOf<typeof SecretInput.GetSecretValue>,
): E.Either<AwsError, LocalVersion> => {
  const label = VersionStage ?? 'AWSCURRENT'
  const version =
    VersionId === undefined ? versionByLabel(versions, label) : versionById(versions, VersionId)
  if (version === undefined || !hasValue(version)) {
    const wanted = VersionId === undefined ? `staging label: ${label}` : `VersionId: ${VersionId}`
    return E.left(notFound(`Secrets Manager can't find the specified secret value for ${wanted}`))
  }
  return VersionStage === undefined || version.labels.includes(VersionStage)
    ? E.right(version)
    : E.left(
        invalidRequest(
          'You provided a VersionStage that is not associated to the provided VersionId.',
        ),
      )
}

const listSecrets = (
  view: SecretView,
  input: t.TypeOf<typeof SecretInput.ListSecrets>,
): E.Either<AwsError, JsonObject> => {
  const passes = matchesFilters(input.Filters ?? [])
  const listed = view
    .all()
    .filter((s) => (input.IncludePlannedDeletion || s.deletedAt === undefined) && passes(s))
  return pipe(
    page(listed, {
      positionOf: positionBy(input.SortBy ?? 'created-date'),
      descending: input.SortOrder === 'desc',
      maxResults: input.MaxResults,
      nextToken: input.NextToken,
    }),
    E.map(({ items, NextToken }) => ({ SecretList: items.map(listEntryOf), NextToken })),
  )
}

const positionBy =
  (sortBy: SortBy) =>
  (secret: LocalSecret): Position => {
    switch (sortBy) {
      case 'created-date':
        return [secret.createdAt.getTime(), secret.arn]
      case 'last-accessed-date':
        return [secret.accessedOn?.getTime() ?? 0, secret.arn]
      case 'last-changed-date':
        return [secret.changedAt.getTime(), secret.arn]
      case 'name':
        return [secret.name, secret.arn]
    }
  }

const listVersions = (
  secret: LocalSecret,
  input: t.TypeOf<typeof SecretInput.ListSecretVersionIds>,
): E.Either<AwsError, JsonObject> =>
  pipe(
    page(
      secret.versions.filter(({ labels }) => input.IncludeDeprecated || labels.length > 0),
      {
        positionOf: ({ createdAt, id }) => [createdAt.getTime(), id],
        maxResults: input.MaxResults,
        nextToken: input.NextToken,
      },
    ),
    E.map(({ items, NextToken }) => ({
      ...identityOf(secret),
      Versions: items.map(versionEntryOf),
      NextToken,
    })),
  )
