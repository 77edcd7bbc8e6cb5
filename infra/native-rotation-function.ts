import { Duration, Stack } from 'aws-cdk-lib'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import type * as t from 'io-ts'
import type { RotateEnvironment } from '../lib/aws/rotate-environment.ts'
import { BundledFunction } from './bundled-function.ts'
import type { FunctionSource } from './function-code.ts'
import type { Network } from './network.ts'

export type NativeRotationFunctionProps = {
  readonly source: FunctionSource
  readonly network?: Network | undefined
  readonly environment: t.OutputOf<typeof RotateEnvironment>
}

/** Refreshes a credential when Secrets Manager's own rotation asks for it, in this account only. */
export class NativeRotationFunction extends BundledFunction {
  constructor(scope: Construct, id: string, props: NativeRotationFunctionProps) {
    super(scope, id, {
      ...props,
      description: "Refreshes a credential in the four steps of Secrets Manager's own rotation",
      timeout: Duration.seconds(90),
    })
    this.resource.addPermission('SecretsManager', {
      principal: new ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
    })
  }
}
