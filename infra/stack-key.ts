import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Grant, type IGrantable, PolicyStatement, type ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { type IKey, Key } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'

/** Encrypts the queues, and seals what has to wait in the ledger. */
export class StackKey extends Construct {
  /** For the resources that the key encrypts. */
  readonly key: IKey

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.key = new Key(this, 'Resource', {
      description: 'Token rotation: encrypts its queues and seals escrowed credentials',
      enableKeyRotation: true,
      // The ledger outlives the stack, and an escrowed credential in it opens with this key only.
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  /** Allows the key for messages only: the request has to come from SQS. */
  grantThroughSqs(grantee: IGrantable, ...actions: readonly KeyAction[]): void {
    this.grant(grantee, actions, {
      StringEquals: { 'kms:ViaService': `sqs.${Stack.of(this).region}.amazonaws.com` },
    })
  }

  /** Allows the key for sealing and opening a credential, which has to be bound to its secret. */
  grantSeal(grantee: IGrantable): void {
    this.grant(grantee, ['kms:GenerateDataKey', 'kms:Decrypt'], {
      Null: { 'kms:EncryptionContext:secretArn': 'false' },
    })
  }

  private grant(
    grantee: IGrantable,
    actions: readonly KeyAction[],
    conditions: Record<string, Record<string, string>>,
  ): void {
    Grant.addToPrincipal({
      grantee,
      actions: [...actions],
      resourceArns: [this.key.keyArn],
      conditions,
    })
  }

  /**
   * Allows an AWS service to send messages to topics of this account and region; `conditions` narrow it further.
   *
   * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
   */
  allowService(
    service: ServicePrincipal,
    conditions: Record<string, Record<string, string>> = {},
  ): void {
    const topics = Stack.of(this).formatArn({ service: 'sns', resource: '*' })
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [service],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: {
          ...conditions,
          StringLike: { 'kms:EncryptionContext:aws:sns:topicArn': topics },
        },
      }),
    )
  }
}

type KeyAction = 'kms:GenerateDataKey' | 'kms:Decrypt'
