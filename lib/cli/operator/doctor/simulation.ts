import type { ContextEntry, EvaluationResult } from '@aws-sdk/client-iam'
import * as E from 'fp-ts/Either'
import { call } from '../../../aws/call.ts'
import type { Deployment } from '../deployment.ts'
import { awsRefused, type Failure } from '../fail.ts'
import { withSideClient } from './side-client.ts'

/** What somebody wants to do to one thing. Shape: `context` is what a policy's conditions may ask of the request. */
export type Wish = {
  readonly actions: readonly string[]
  readonly resource: string
  readonly context: Readonly<Record<string, readonly string[]>>
}

/** An action that is not allowed. Shape: `missing` are conditions of the request that decide it, and that nobody knows here. */
export type Denial = {
  readonly action: string
  readonly resource: string
  readonly missing: readonly string[]
}

/**
 * Asks IAM whether the policies of a user or a role allow some actions, with boundaries and those of the organization;
 * nothing is done. Policies of resources and of sessions are not looked at.
 *
 * Errors: exit code 3, also when the caller may not ask that.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const simulate = (
  deployment: Deployment,
  principal: string,
  wishes: readonly Wish[],
): Promise<E.Either<Failure, readonly Denial[]>> =>
  withSideClient(
    deployment,
    async (settings) => {
      const { IAM } = await import('@aws-sdk/client-iam')
      return new IAM(settings)
    },
    async (client) => {
      const denials: Denial[] = []
      for (const { actions, resource, context } of wishes) {
        let marker: string | undefined
        do {
          const Marker: string | undefined = marker
          const page = await call('SimulatePrincipalPolicy', () =>
            client.simulatePrincipalPolicy({
              PolicySourceArn: principal,
              ActionNames: [...actions],
              ResourceArns: [resource],
              ContextEntries: Object.entries(context).map(contextEntry),
              Marker,
            }),
          )()
          if (E.isLeft(page)) return E.left(awsRefused(principal)(page.left))
          denials.push(...(page.right.EvaluationResults ?? []).flatMap(denialOf(resource)))
          marker = page.right.IsTruncated === true ? page.right.Marker : undefined
        } while (marker !== undefined)
      }
      return E.right(denials)
    },
  )

const contextEntry = ([name, values]: readonly [string, readonly string[]]): ContextEntry => ({
  ContextKeyName: name,
  ContextKeyValues: [...values],
  ContextKeyType: name === 'aws:TagKeys' ? 'stringList' : 'string',
})

const denialOf =
  (resource: string) =>
  (result: EvaluationResult): readonly Denial[] =>
    result.EvalDecision === 'allowed'
      ? []
      : [
          {
            action: result.EvalActionName ?? '',
            resource,
            // a policy that refuses it outright is not waiting for anything
            missing:
              result.EvalDecision === 'explicitDeny' ? [] : (result.MissingContextValues ?? []),
          },
        ]
