import { Stack } from 'aws-cdk-lib'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'

/**
 * Allows signing in the name of OAuth clients with the account's KMS keys that a person tagged for it.
 *
 * The tag is the permission, as it is for secrets. A key's own policy has to leave the decision to IAM, as it does by
 * default.
 */
export const grantSignAsClients = (grantee: Construct & IGrantable, tagPrefix: string): void => {
  Grant.addToPrincipal({
    grantee,
    actions: ['kms:GetPublicKey', 'kms:Sign'],
    resourceArns: [
      Stack.of(grantee).formatArn({ service: 'kms', resource: 'key', resourceName: '*' }),
    ],
    conditions: { Null: { [`aws:ResourceTag/${tagPrefix}:client`]: 'false' } },
  })
}
