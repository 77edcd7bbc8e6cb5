import { ListSecretsCommand, type ListSecretsCommandOutput } from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { call } from '../../../aws/call.ts'
import { listedSecret } from '../../../aws/secret-list.ts'
import type { ListedSecret } from '../../../rotation/listed-secret.ts'
import type { AwsFailure } from '../../../rotation/rotation-error.ts'
import type { Deployment } from '../deployment.ts'
import { awsRefused, type Failure } from '../fail.ts'

/** Any secret of an account, without its value. Shape: `rotatedBy` is the ARN of the function of a native rotation that is on. */
export type AccountSecret = ListedSecret & {
  readonly name: string
  readonly rotatedBy: string | undefined
}

/**
 * Lists every secret of an account and region, 100 a page.
 *
 * Errors: ends with a failure of exit code 3 when AWS refuses.
 */
export async function* accountSecrets({
  secretsManager,
}: Deployment): AsyncGenerator<E.Either<Failure, readonly AccountSecret[]>, void, undefined> {
  let next: string | undefined
  do {
    const page: E.Either<AwsFailure, ListSecretsCommandOutput> = await call('ListSecrets', () =>
      secretsManager.send(
        new ListSecretsCommand({
          MaxResults: 100,
          ...(next === undefined ? {} : { NextToken: next }),
        }),
      ),
    )()
    if (E.isLeft(page)) return yield E.left(awsRefused('*')(page.left))
    const { SecretList = [], NextToken } = page.right
    yield E.right(
      SecretList.flatMap((entry) =>
        listedSecret(entry).map((secret) => ({
          ...secret,
          name: entry.Name ?? secret.arn,
          rotatedBy: entry.RotationEnabled === true ? entry.RotationLambdaARN : undefined,
        })),
      ),
    )
    next = NextToken
  } while (next !== undefined)
}
