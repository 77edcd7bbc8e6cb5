import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { type Operations, operation } from '../gateway/operation.ts'

/** An STS in which everybody is one user. Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export const identityOperations = (accountId: string): Operations => ({
  GetCallerIdentity: () =>
    E.right({
      UserId: 'local',
      Account: accountId,
      Arn: `arn:aws:iam::${accountId}:user/local`,
    }),
})

/**
 * An IAM that allows everything, as the account does: none of its services asks who calls.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
export const permissionOperations: Operations = {
  SimulatePrincipalPolicy: operation(
    t.intersection([
      t.type({ PolicySourceArn: t.string, ActionNames: t.array(t.string) }),
      t.partial({ ResourceArns: t.array(t.string) }),
    ]),
    ({ ActionNames, ResourceArns = ['*'] }) =>
      E.right({
        EvaluationResults: ActionNames.flatMap((EvalActionName) =>
          ResourceArns.map((EvalResourceName) => ({
            EvalActionName,
            EvalResourceName,
            EvalDecision: 'allowed',
          })),
        ),
        IsTruncated: false,
      }),
  ),
}
