import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { call } from '../../aws/call.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure, inTrouble } from './fail.ts'
import { type FoundSecret, findSecret } from './find-secret.ts'

/** Looks a secret up that may be missing: then `undefined`. Errors: exit code 3 when AWS refuses. */
export const secretIfAny =
  (deployment: Deployment) =>
  (name: string): TE.TaskEither<Failure, FoundSecret | undefined> =>
    pipe(
      call('DescribeSecret', () =>
        deployment.secretsManager.send(new DescribeSecretCommand({ SecretId: name })),
      ),
      TE.map(() => true),
      TE.orElseW((failure) =>
        failure.code === 'ResourceNotFoundException' ? TE.right(false) : TE.left(failure),
      ),
      TE.mapLeft(awsRefused(`secret ${name}`)),
      TE.flatMap((isThere) => (isThere ? findSecret(deployment)(name) : TE.right(undefined))),
    )

/**
 * Finds a secret that may be written here.
 *
 * Errors: exit code 1 for one that is missing, to be deleted, a replica or another service's; 3 when AWS refuses.
 */
export const findWritable =
  (deployment: Deployment) =>
  (nameOrArn: string): TE.TaskEither<Failure, FoundSecret> =>
    pipe(findSecret(deployment)(nameOrArn), TE.flatMapEither(writable(deployment)))

/** Finds a secret that is under rotation here. Errors: as `findWritable`, and for one without the provider tag. */
export const findRotated =
  (deployment: Deployment) =>
  (nameOrArn: string): TE.TaskEither<Failure, FoundSecret> => {
    const key = `${deployment.tagPrefix}:provider`
    return pipe(
      findWritable(deployment)(nameOrArn),
      TE.filterOrElse(
        ({ tags }) => tags[key] !== undefined,
        ({ name }) =>
          inTrouble(`secret ${name}: it is not under rotation, since it has no tag ${key}`),
      ),
    )
  }

/** Tells whether a secret may be written here. Errors: exit code 1 with why not. */
export const writable =
  ({ region }: Deployment) =>
  (secret: FoundSecret): E.Either<Failure, FoundSecret> => {
    const problem = problemOf(secret, region)
    return problem === undefined
      ? E.right(secret)
      : E.left(inTrouble(`secret ${secret.name}: ${problem}`))
  }

const problemOf = (
  { isDeleted, primaryRegion, owningService, managedType }: FoundSecret,
  region: string,
): string | undefined => {
  if (isDeleted) return 'it waits for its deletion; aws secretsmanager restore-secret takes it back'
  if (primaryRegion !== undefined && primaryRegion !== region)
    return `it is a replica; its primary is in ${primaryRegion}`
  return owningService !== undefined || managedType !== undefined
    ? 'another service manages it'
    : undefined
}
