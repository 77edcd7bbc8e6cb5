import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import {
  Grant,
  type IGrantable,
  type IPrincipal,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam'
import {
  Architecture,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { type FunctionSource, functionCode } from './function-code.ts'
import type { Network } from './network.ts'

export type BundledFunctionProps = {
  /** One sentence for whoever meets the function in the console. */
  readonly description: string
  readonly source: FunctionSource
  /** How long one invocation may take; leases and visibility time-outs are multiples of it. */
  readonly timeout: Duration
  /** Environment variables, as the function's own codec encodes them. */
  readonly environment: Readonly<Record<string, string>>
  /** How often Lambda repeats a failed asynchronous invocation; absent: Lambda's default. */
  readonly retryAttempts?: number
  /** How long an asynchronous invocation may wait; absent: Lambda's default. */
  readonly maxEventAge?: Duration
  /** Where the function runs; absent: outside of any VPC. */
  readonly network?: Network
}

/**
 * Runs a prebuilt bundle, with a log group and a role of its own.
 *
 * The role starts with writing to that log group and nothing else; whoever owns a resource grants the rest.
 */
export class BundledFunction extends Construct implements IGrantable {
  readonly grantPrincipal: IPrincipal
  protected readonly resource: LambdaFunction

  constructor(scope: Construct, id: string, { source, network, ...props }: BundledFunctionProps) {
    super(scope, id)
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    const logGroup = new LogGroup(this, 'LogGroup', {
      retention: RetentionDays.ONE_MONTH,
      // A removed stack leaves behind what a later one takes up again; logs are not.
      removalPolicy: RemovalPolicy.DESTROY,
    })
    Grant.addToPrincipal({
      grantee: role,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resourceArns: [logGroup.logGroupArn],
    })
    network?.grantPlacement(role)
    this.grantPrincipal = role
    // No reserved concurrency: new accounts have 10 in all, and Lambda refuses to reserve any of them.
    this.resource = new LambdaFunction(this, 'Resource', {
      ...props,
      ...network?.placement,
      code: functionCode(source),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      // Measured with the heap of this size (npm run bench -- cost sweep): 150 MB at worst, without Lambda's own runtime and TLS to AWS.
      memorySize: 256,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    })
  }

  get functionName(): string {
    return this.resource.functionName
  }

  get functionArn(): string {
    return this.resource.functionArn
  }

  /** How many invocations failed. */
  errors(period: Duration): Metric {
    return this.resource.metricErrors({ period, statistic: 'Sum' })
  }

  /** How many invocations Lambda refused to start. */
  throttles(period: Duration): Metric {
    return this.resource.metricThrottles({ period, statistic: 'Sum' })
  }
}
