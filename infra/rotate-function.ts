import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type * as t from 'io-ts'
import type { RotateEnvironment } from '../lib/aws/environment.ts'
import { BundledFunction } from './bundled-function.ts'
import type { FunctionSource } from './function-code.ts'
import type { Network } from './network.ts'
import type { RefreshQueue } from './refresh-queue.ts'

export type RotateFunctionProps = {
  readonly source: FunctionSource
  readonly network?: Network | undefined
  readonly environment: t.OutputOf<typeof RotateEnvironment>
}

/** Refreshes one credential per message. */
export class RotateFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: RotateFunctionProps) {
    super(scope, id, {
      ...props,
      description: 'Refreshes one credential and writes it back',
      timeout: Duration.seconds(90),
    })
  }

  /**
   * Works the queue off.
   *
   * One message at a time keeps refreshes apart; 20 at once stay below Secrets Manager's 50 writes a second per
   * account and region, two for each refresh.
   * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
   */
  drain(queue: RefreshQueue): void {
    queue.grantConsume(this)
    this.resource.addEventSourceMapping('Messages', {
      eventSourceArn: queue.queueArn,
      batchSize: 1,
      maxConcurrency: 20,
      reportBatchItemFailures: true,
    })
  }
}
