import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type * as t from 'io-ts'
import type { RotateEnvironment } from '../lib/aws/rotate-environment.ts'
import { BundledFunction } from './bundled-function.ts'
import type { FunctionSource } from './function-code.ts'
import type { Network } from './network.ts'
import type { RefreshQueue } from './refresh-queue.ts'

export type RotateFunctionProps = {
  readonly source: FunctionSource
  readonly network?: Network | undefined
  readonly environment: t.OutputOf<typeof RotateEnvironment>
}

/**
 * How many credentials are refreshed at a time: so many use up Secrets Manager's 50 writes a second per account and
 * region, two for each refresh, as long as a refresh takes 0.8 s on average. Beyond that they are throttled and wait.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export const REFRESHES_AT_A_TIME = 20

/** Refreshes one credential per message. */
export class RotateFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: RotateFunctionProps) {
    super(scope, id, {
      ...props,
      description: 'Refreshes one credential and writes it back',
      timeout: Duration.seconds(90),
    })
  }

  /** Works the queue off. One message per invocation keeps refreshes apart. */
  drain(queue: RefreshQueue): void {
    queue.grantConsume(this)
    this.resource.addEventSourceMapping('Messages', {
      eventSourceArn: queue.queueArn,
      batchSize: 1,
      maxConcurrency: REFRESHES_AT_A_TIME,
      reportBatchItemFailures: true,
    })
  }
}
