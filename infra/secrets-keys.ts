import { Stack } from 'aws-cdk-lib'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'

/**
 * Allows reading and writing secrets under KMS keys of the account's own, through Secrets Manager only.
 *
 * Each key's policy has to allow it as well: at once for a key of another account, and unless it leaves the decision
 * to IAM for one of this account.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export const grantSecretsKeys = (
  grantee: Construct & IGrantable,
  keyArns: readonly string[],
): void => {
  if (keyArns.length === 0) return
  Grant.addToPrincipal({
    grantee,
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resourceArns: [...keyArns],
    conditions: {
      StringEquals: {
        'kms:ViaService': `secretsmanager.${Stack.of(grantee).region}.amazonaws.com`,
      },
    },
  })
}
