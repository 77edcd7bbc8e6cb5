import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { awsError } from '../gateway/aws-error.ts'
import { type Operations, operation } from '../gateway/operation.ts'
import type { LocalDeploymentSettings } from './local-deployment.ts'
import { SCHEDULE_NAME } from './stack-operations.ts'

/**
 * An EventBridge Scheduler that knows the schedule of the account's sweep; what runs it is elsewhere.
 *
 * Errors: `ResourceNotFoundException` for another schedule.
 * Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_GetSchedule.html
 */
export const scheduleOperations = ({
  region,
  accountId,
  sweepMinutes,
  parts,
}: LocalDeploymentSettings): Operations => ({
  GetSchedule: operation(t.type({ Name: t.string, GroupName: t.string }), ({ Name, GroupName }) =>
    Name === SCHEDULE_NAME && GroupName === 'default'
      ? E.right({
          Name,
          GroupName,
          Arn: `arn:aws:scheduler:${region}:${accountId}:schedule/${GroupName}/${Name}`,
          State: 'ENABLED',
          ScheduleExpression: `rate(${sweepMinutes} minute${sweepMinutes === 1 ? '' : 's'})`,
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: `arn:aws:lambda:${region}:${accountId}:function:${parts().Sweep}`,
            RoleArn: `arn:aws:iam::${accountId}:role/${SCHEDULE_NAME}`,
          },
        })
      : E.left(awsError('ResourceNotFoundException', `Schedule ${Name} does not exist.`, 404)),
  ),
})
