import {
  ListSecretVersionIdsCommand,
  type SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { call } from '../../aws/call.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure } from './fail.ts'
import type { FoundSecret } from './find-secret.ts'

/** A version of a secret, without its value. Shape: `accessedOn` is a day; AWS tells no more. */
export type SecretVersionInfo = {
  readonly id: string
  readonly labels: readonly string[]
  readonly createdAt: Date | undefined
  readonly accessedOn: Date | undefined
}

/**
 * Reads the versions of a secret that AWS still keeps, also those without a label, newest first.
 *
 * Errors: exit code 3.
 */
export const readVersions = async (
  { secretsManager }: Deployment,
  { arn, name }: FoundSecret,
): Promise<E.Either<Failure, readonly SecretVersionInfo[]>> => {
  const versions: SecretVersionInfo[] = []
  let next: string | undefined
  do {
    const NextToken: string | undefined = next
    const page = await call('ListSecretVersionIds', () =>
      secretsManager.send(
        new ListSecretVersionIdsCommand({
          SecretId: arn,
          MaxResults: 100,
          IncludeDeprecated: true,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      ),
    )()
    if (E.isLeft(page)) return E.left(awsRefused(`secret ${name}`)(page.left))
    versions.push(...(page.right.Versions ?? []).flatMap(versionInfo))
    next = page.right.NextToken
  } while (next !== undefined)
  return E.right(versions.toSorted((a, b) => timeOf(b) - timeOf(a)))
}

const versionInfo = (entry: SecretVersionsListEntry): readonly SecretVersionInfo[] =>
  entry.VersionId === undefined
    ? []
    : [
        {
          id: entry.VersionId,
          labels: entry.VersionStages ?? [],
          createdAt: entry.CreatedDate,
          accessedOn: entry.LastAccessedDate,
        },
      ]

const timeOf = ({ createdAt }: SecretVersionInfo): number => createdAt?.getTime() ?? 0
