import type { Deployment } from '../deployment.ts'
import type { QueueOptions } from '../find-queue.ts'
import type { Finding } from './finding.ts'

/** What cannot be told by reading secrets, ledger and queue, with the way to look. */
export const unseen = (
  { region, tagPrefix }: Deployment,
  { stack }: QueueOptions,
): readonly Finding[] =>
  [
    {
      about: 'stack',
      text: 'whether the stack is deployed as it is written',
      remedy: `aws cloudformation describe-stacks --region ${region} --stack-name ${stack} --query 'Stacks[].StackStatus'`,
    },
    {
      about: 'schedule',
      text: 'whether the schedule of the sweep is enabled',
      remedy: `aws scheduler list-schedules --region ${region} --query "Schedules[?contains(Target.Arn, '${stack}-Sweep')].[Name, State]"`,
    },
    {
      about: 'alarms',
      text: 'whether the functions fail',
      remedy: `aws cloudwatch describe-alarms --region ${region} --alarm-name-prefix ${tagPrefix} --state-value ALARM`,
    },
    {
      about: 'writing',
      text: 'whether you may write secrets, tags and messages, as add, revive, pause and rotate do: nothing was written',
      remedy:
        'aws iam simulate-principal-policy --policy-source-arn <yours> --action-names secretsmanager:CreateSecret secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage secretsmanager:TagResource sqs:SendMessage',
    },
    {
      about: 'shared grants',
      text: 'whether two secrets hold one refresh token: no value was read, and the fingerprints in the ledger cannot be compared',
      remedy: 'keep every grant in one secret',
    },
  ].map((finding) => ({ level: 'not looked at', ...finding }))
