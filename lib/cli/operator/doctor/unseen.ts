import type { Deployment } from '../deployment.ts'
import type { QueueOptions } from '../find-queue.ts'
import type { Finding } from './finding.ts'

/** What cannot be told by reading, with the way to look. */
export const unseen = (
  { region, tagPrefix }: Deployment,
  { stack }: QueueOptions,
): readonly Finding[] =>
  [
    {
      about: 'drift',
      text: 'whether somebody changed what the stack deployed, but for its schedule',
      remedy: `aws cloudformation detect-stack-drift --region ${region} --stack-name ${stack}`,
    },
    {
      about: 'alarms',
      text: 'whether the functions fail',
      remedy: `aws cloudwatch describe-alarms --region ${region} --alarm-name-prefix ${tagPrefix} --state-value ALARM`,
    },
    {
      about: 'other policies',
      text: 'what policies of secrets, of keys and of your session forbid: IAM simulates only those of users and roles, and nothing was written',
      remedy: `aws secretsmanager get-resource-policy --region ${region} --secret-id <name>`,
    },
    {
      about: 'shared grants',
      text: 'whether two secrets hold one refresh token: no value was read, and the fingerprints in the ledger cannot be compared',
      remedy: 'keep every grant in one secret',
    },
  ].map((finding) => ({ level: 'not looked at', ...finding }))
