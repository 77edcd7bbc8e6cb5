import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type * as t from 'io-ts'
import type { SweepEnvironment } from '../lib/aws/sweep-environment.ts'
import { BundledFunction } from './bundled-function.ts'
import type { FunctionSource } from './function-code.ts'
import type { Network } from './network.ts'

export type SweepFunctionProps = {
  readonly source: FunctionSource
  readonly network?: Network | undefined
  readonly environment: t.OutputOf<typeof SweepEnvironment>
}

/** Looks at every opted-in secret and queues what falls due. A lost sweep is made good by the next one, not repeated. */
export class SweepFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: SweepFunctionProps) {
    super(scope, id, {
      ...props,
      description: 'Finds the credentials that are due and queues them; reads no secret value',
      timeout: Duration.minutes(15),
      retryAttempts: 0,
      maxEventAge: Duration.minutes(5),
    })
  }
}
