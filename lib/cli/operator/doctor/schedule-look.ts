import type { GetScheduleOutput } from '@aws-sdk/client-scheduler'
import * as E from 'fp-ts/Either'
import { call } from '../../../aws/call.ts'
import type { Deployment } from '../deployment.ts'
import { awsRefused } from '../fail.ts'
import { type Finding, notSeen } from './finding.ts'
import { withSideClient } from './side-client.ts'
import { partsNamed, type StackPart } from './stack-view.ts'

/** Whether the schedule of a stack is there, enabled, and starts its sweep often enough. */
export const scheduleFindings = async (
  deployment: Deployment,
  parts: readonly StackPart[],
): Promise<readonly Finding[]> => {
  const schedules = partsNamed(parts, 'Schedule').map(({ name }) => name)
  const sweeps = partsNamed(parts, 'Sweep').map(({ name }) => name)
  // a stack without one has been told of
  if (schedules.length === 0) return []
  return withSideClient(
    deployment,
    async (settings) => {
      const { Scheduler } = await import('@aws-sdk/client-scheduler')
      return new Scheduler(settings)
    },
    (client) =>
      Promise.all(
        schedules.map(async (name) => {
          const schedule = await call('GetSchedule', () => client.getSchedule({ Name: name }))()
          if (E.isRight(schedule))
            return scheduleFinding(name, schedule.right, sweeps, deployment.region)
          return schedule.left.code === 'ResourceNotFoundException'
            ? gone(name, sweeps, deployment.region)
            : notSeen(
                ABOUT,
                awsRefused(`schedule ${name}`)(schedule.left),
                `aws scheduler get-schedule --region ${deployment.region} --name ${name}`,
              )
        }),
      ),
  )
}

const ABOUT = 'schedule'

const gone = (name: string, [sweep = 'Sweep']: readonly string[], region: string): Finding => ({
  level: 'trouble',
  about: ABOUT,
  text: `somebody deleted ${name}: no sweep comes, and nothing is refreshed`,
  remedy: `make it again under this name: aws scheduler create-schedule --region ${region} --name ${name} --schedule-expression 'rate(5 minutes)' --flexible-time-window Mode=OFF --target 'Arn=<ARN of the function ${sweep}>,RoleArn=<ARN of ScheduleRole of the stack>'`,
})

const scheduleFinding = (
  name: string,
  { State, ScheduleExpression = '', Target }: GetScheduleOutput,
  sweeps: readonly string[],
  region: string,
): Finding => {
  const trouble = (text: string, remedy: string): Finding => ({
    level: 'trouble',
    about: ABOUT,
    text,
    remedy,
  })
  if (State !== 'ENABLED')
    return trouble(
      `${name} is ${State}: no sweep comes, and nothing is refreshed`,
      enableCommand(name, region),
    )
  const target = Target?.Arn?.split(':')[6] ?? 'nothing'
  if (sweeps.length > 0 && !sweeps.includes(target))
    return trouble(
      `${name} starts ${target} instead of ${sweeps.join(' or ')}`,
      `give it that function as its target again: aws scheduler get-schedule --region ${region} --name ${name}`,
    )
  const minutes = minutesOf(ScheduleExpression)
  return minutes === undefined || minutes > MOST_MINUTES
    ? {
        level: 'warning',
        about: ABOUT,
        text: `${name} is enabled, with ${ScheduleExpression}: a sweep sends only what falls due in the next ${MOST_MINUTES} min at most`,
        remedy: `choose the distance when the stack is deployed (-c sweepMinutes, 1 to ${MOST_MINUTES}), not in the schedule`,
      }
    : { level: 'ok', about: ABOUT, text: `${name} is enabled, with ${ScheduleExpression}` }
}

/** An update names everything anew: what is left out is lost. */
const enableCommand = (name: string, region: string): string => {
  const kept = ['Name', 'GroupName', 'Description', 'ScheduleExpression', 'FlexibleTimeWindow']
  const query = [...kept, 'Target'].map((field) => `${field}:${field}`).join(',')
  return `aws scheduler update-schedule --region ${region} --cli-input-json "$(aws scheduler get-schedule --region ${region} --name ${name} --output json --query '{${query},State:\`"ENABLED"\`}')"`
}

/** What a deployment may choose. */
const MOST_MINUTES = 15

const minutesOf = (expression: string): number | undefined => {
  const minutes = /^rate\((\d+) minutes?\)$/.exec(expression)?.[1]
  return minutes === undefined ? undefined : Number(minutes)
}
