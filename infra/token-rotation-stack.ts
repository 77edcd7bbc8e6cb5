import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { acknowledgeFindings } from './nag-acknowledgements.ts'
import { TokenRotation, type TokenRotationProps } from './token-rotation.ts'

export type TokenRotationStackProps = TokenRotationProps

/** Token rotation as a stack of its own. */
export class TokenRotationStack extends Stack {
  constructor(scope: Construct, id: string, props: TokenRotationStackProps) {
    super(scope, id, { description: 'Keeps OAuth credentials in AWS Secrets Manager fresh' })
    // CDK leaves this id out of logical ids, so that they are those of the construct's parts
    const rotation = new TokenRotation(this, 'Default', props)
    acknowledgeFindings(rotation)
    const { queue, deadLetterQueue, ledger, bus, sweep, rotate, nativeRotation } = rotation

    new CfnOutput(this, 'QueueUrl', { value: queue.queueUrl })
    new CfnOutput(this, 'DeadLetterQueueUrl', { value: deadLetterQueue.queueUrl })
    new CfnOutput(this, 'LedgerName', { value: ledger.tableName })
    new CfnOutput(this, 'BusName', { value: bus.busName })
    new CfnOutput(this, 'SweepName', { value: sweep.functionName })
    new CfnOutput(this, 'RotateName', { value: rotate.functionName })
    new CfnOutput(this, 'NativeRotationName', { value: nativeRotation.functionName })
  }
}
