import { Duration, Stack } from 'aws-cdk-lib'
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler'
import { Construct } from 'constructs'
import type { SweepFunction } from './sweep-function.ts'

export type SweepScheduleProps = {
  readonly sweep: SweepFunction
  /** Minutes between two sweeps. */
  readonly everyMinutes: number
}

/** Starts a sweep again and again. A start that fails is not repeated: the next one comes anyway. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { sweep, everyMinutes }: SweepScheduleProps) {
    super(scope, id)
    const { account } = Stack.of(this)
    // Without the conditions a schedule of another account could use the role through the shared service.
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    })
    Grant.addToPrincipal({
      grantee: role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [sweep.functionArn],
    })
    new Schedule(this, 'Resource', {
      description: 'Starts the sweep that finds the credentials that are due',
      schedule: ScheduleExpression.rate(Duration.minutes(everyMinutes)),
      timeWindow: TimeWindow.off(),
      target: {
        bind: () => ({
          arn: sweep.functionArn,
          role,
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 300 },
        }),
      },
    })
  }
}
