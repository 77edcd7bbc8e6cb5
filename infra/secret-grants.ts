import { ArnFormat, Stack } from 'aws-cdk-lib'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'

/** Allows listing the account's secrets, without their values. IAM cannot narrow this action to some of them. */
export const grantListSecrets = (grantee: IGrantable): void => {
  Grant.addToPrincipal({ grantee, actions: ['secretsmanager:ListSecrets'], resourceArns: ['*'] })
}

/**
 * Allows refreshing the secrets that a person opted in, and reading the OAuth clients they refer to.
 *
 * The tag is the permission, so nothing in the stack may be allowed to write tags.
 */
export const grantRefreshSecrets = (grantee: Construct & IGrantable, tagPrefix: string): void => {
  const secretsNamed = (resourceName: string) =>
    Stack.of(grantee).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
  Grant.addToPrincipal({
    grantee,
    actions: [
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
      'secretsmanager:UpdateSecretVersionStage',
    ],
    resourceArns: [secretsNamed('*')],
    conditions: { Null: { [`aws:ResourceTag/${tagPrefix}:provider`]: 'false' } },
  })
  Grant.addToPrincipal({
    grantee,
    actions: ['secretsmanager:GetSecretValue'],
    resourceArns: [secretsNamed(`${tagPrefix}/clients/*`)],
  })
}
