import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { call } from '../../aws/call.ts'
import { secretList } from '../../aws/secret-list.ts'
import { tagsOf } from '../../aws/secret-tags.ts'
import type { ListedSecret } from '../../rotation/listed-secret.ts'
import type { AwsFailure } from '../../rotation/rotation-error.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure, inTrouble } from './fail.ts'
import { didYouMean } from './nearest.ts'

/**
 * A secret as AWS describes it, without its value.
 *
 * Shape: `versions` maps labelled version ids to their labels; `rotatesNatively` tells whether Secrets Manager's own
 * rotation is on.
 */
export type FoundSecret = ListedSecret & {
  readonly name: string
  readonly versions: Readonly<Record<string, readonly string[]>>
  readonly createdAt: Date | undefined
  readonly changedAt: Date | undefined
  readonly rotatesNatively: boolean
}

/**
 * Finds a secret by its name or ARN.
 *
 * Errors: exit code 1 with the nearest names of the deployment when there is none; 3 when AWS refuses.
 */
export const findSecret =
  (deployment: Deployment) =>
  (nameOrArn: string): TE.TaskEither<Failure, FoundSecret> =>
    pipe(
      describe(deployment, nameOrArn),
      TE.mapLeft(awsRefused(`secret ${nameOrArn}`)),
      TE.flatMap((found) =>
        found === undefined ? notFound(deployment, nameOrArn) : TE.right(found),
      ),
    )

const describe = (
  { secretsManager }: Deployment,
  nameOrArn: string,
): TE.TaskEither<AwsFailure, FoundSecret | undefined> =>
  MAY_BE_A_NAME.test(nameOrArn)
    ? pipe(
        call('DescribeSecret', () =>
          secretsManager.send(new DescribeSecretCommand({ SecretId: nameOrArn })),
        ),
        TE.map((answer) => {
          const versions = answer.VersionIdsToStages ?? {}
          return {
            arn: answer.ARN ?? nameOrArn,
            name: answer.Name ?? nameOrArn,
            tags: tagsOf(answer.Tags),
            versions,
            current: Object.keys(versions).find((id) => versions[id]?.includes('AWSCURRENT')),
            primaryRegion: answer.PrimaryRegion,
            owningService: answer.OwningService,
            managedType: answer.Type,
            isDeleted: answer.DeletedDate !== undefined,
            createdAt: answer.CreatedDate,
            changedAt: answer.LastChangedDate,
            rotatesNatively: answer.RotationEnabled === true,
          }
        }),
        TE.orElseW((failure) =>
          failure.code === 'ResourceNotFoundException' ? TE.right(undefined) : TE.left(failure),
        ),
      )
    : TE.right(undefined)

/** Others are refused by AWS as malformed, which says less than that there is no such secret. */
const MAY_BE_A_NAME = /^[A-Za-z0-9/_+=.@:!-]{1,2048}$/

const notFound =
  (deployment: Deployment, nameOrArn: string): TE.TaskEither<Failure, never> =>
  async () => {
    const idea = await nearestRotated(deployment, nameOrArn)
    return E.left(inTrouble(`no secret ${nameOrArn} in ${deployment.region}${idea}`))
  }

/** A question for the secret under rotation that a name may stand for, to put behind "there is none"; empty without an idea. */
export const nearestRotated = async (deployment: Deployment, name: string): Promise<string> =>
  didYouMean(name, await listedNames(deployment))

/** The names of the deployment's secrets, as far as AWS lets them be listed: they only help to guess. */
const listedNames = async ({
  secretsManager,
  tagPrefix,
}: Deployment): Promise<readonly string[]> => {
  const list = secretList(secretsManager, tagPrefix)
  const names: string[] = []
  let next: string | undefined
  do {
    const page = await list(next)()
    if (E.isLeft(page)) return names
    names.push(...page.right.secrets.map(({ arn }) => nameOfArn(arn)))
    next = page.right.next
  } while (next !== undefined)
  return names
}

/** The name in a secret's ARN, which ends with a hyphen and six characters of AWS's own. */
export const nameOfArn = (arn: string): string =>
  arn
    .split(':')
    .slice(6)
    .join(':')
    .replace(/-[A-Za-z0-9]{6}$/, '')
