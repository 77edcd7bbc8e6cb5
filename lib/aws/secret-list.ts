import {
  ListSecretsCommand,
  type SecretListEntry,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { ListedSecret } from '../rotation/listed-secret.ts'
import type { SweepEnv } from '../rotation/sweep-env.ts'
import { call } from './call.ts'
import { tagsOf } from './secret-tags.ts'

/** Lists the secrets that carry the provider tag, 100 a page; values are never read. */
export const secretList =
  (client: SecretsManagerClient, tagPrefix: string): SweepEnv['list'] =>
  (next) =>
    pipe(
      call('ListSecrets', () =>
        client.send(
          new ListSecretsCommand({
            MaxResults: 100,
            Filters: [{ Key: 'tag-key', Values: [`${tagPrefix}:provider`] }],
            ...(next === undefined ? {} : { NextToken: next }),
          }),
        ),
      ),
      TE.map(({ SecretList = [], NextToken }) => ({
        secrets: SecretList.flatMap(listedSecret),
        next: NextToken,
      })),
    )

/** Reads an entry of a list of secrets; one without an ARN is none. */
export const listedSecret = (entry: SecretListEntry): readonly ListedSecret[] => {
  const versions = entry.SecretVersionsToStages ?? {}
  return entry.ARN === undefined
    ? []
    : [
        {
          arn: entry.ARN,
          tags: tagsOf(entry.Tags),
          current: Object.keys(versions).find((id) => versions[id]?.includes('AWSCURRENT')),
          primaryRegion: entry.PrimaryRegion,
          owningService: entry.OwningService,
          managedType: entry.Type,
          isDeleted: entry.DeletedDate !== undefined,
        },
      ]
}
