import * as E from 'fp-ts/Either'
import { call } from '../../../aws/call.ts'
import type { Deployment } from '../deployment.ts'
import { awsRefused, type Failure } from '../fail.ts'
import { withSideClient } from './side-client.ts'

/**
 * Who runs this command.
 *
 * Shape: a `principal` is a user or a role, by the ARN that its policies hang on; `root` is the account itself, whom IAM
 * does not limit; `other` has no policies of its own to look at.
 */
export type Caller = { readonly kind: 'principal' | 'root' | 'other'; readonly arn: string }

/** Asks AWS who calls; everybody may. Errors: exit code 3. */
export const readCaller = async (deployment: Deployment): Promise<E.Either<Failure, Caller>> => {
  const identity = await withSideClient(
    deployment,
    async (settings) => {
      const { STS } = await import('@aws-sdk/client-sts')
      return new STS(settings)
    },
    (client) => call('GetCallerIdentity', () => client.getCallerIdentity({}))(),
  )
  if (E.isLeft(identity)) return E.left(awsRefused('*')(identity.left))
  const { Arn: arn = '' } = identity.right
  const [, partition, service, , account, resource = ''] = arn.split(':')
  if (resource === 'root') return E.right({ kind: 'root', arn })
  if (service === 'iam' && resource.startsWith('user/')) return E.right({ kind: 'principal', arn })
  const role = /^assumed-role\/([^/]+)\//.exec(resource)?.[1]
  return E.right(
    role === undefined
      ? { kind: 'other', arn }
      : {
          kind: 'principal',
          arn: await arnOfRole(deployment, role, `arn:${partition}:iam::${account}:role/${role}`),
        },
  )
}

/** A session does not tell the path of its role, as those of IAM Identity Center have one. */
const arnOfRole = async (
  deployment: Deployment,
  RoleName: string,
  withoutPath: string,
): Promise<string> => {
  const role = await withSideClient(
    deployment,
    async (settings) => {
      const { IAM } = await import('@aws-sdk/client-iam')
      return new IAM(settings)
    },
    (client) => call('GetRole', () => client.getRole({ RoleName }))(),
  )
  return E.isRight(role) ? (role.right.Role?.Arn ?? withoutPath) : withoutPath
}
