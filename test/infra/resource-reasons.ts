import type { Reason } from './privilege-reasons.ts'

/** Why the policies of resources, and the roles' trust, let others in or keep them out. */
export const RESOURCE_REASONS: readonly Reason[] = [
  {
    who: /^lambda\.amazonaws\.com$/,
    actions: ['sts:AssumeRole'],
    on: /^(Sweep|Rotate|NativeRotation)Role$/,
    why: 'runs the function',
  },
  {
    who: /^scheduler\.amazonaws\.com$/,
    actions: ['sts:AssumeRole'],
    on: /^ScheduleRole$/,
    when: /aws:SourceAccount/,
    why: 'runs the schedule; the condition keeps the schedules of other accounts out',
  },
  {
    who: /^secretsmanager\.amazonaws\.com$/,
    actions: ['lambda:InvokeFunction'],
    on: /^NativeRotation$/,
    when: /aws:SourceAccount/,
    why: "Secrets Manager's own rotation, of this account only",
  },
  {
    who: /:root$/,
    actions: ['kms:*'],
    on: /^Key$/,
    why: "leaves the key to the account's IAM, so that it can be managed and the roles above can use it",
  },
  {
    who: /^anybody$/,
    actions: ['sqs:*'],
    on: /^(Queue|DeadLetterQueue)$/,
    effect: 'Deny',
    when: /aws:SecureTransport` is `false`/,
    why: 'refuses every request without TLS',
  },
  {
    who: /^anybody$/,
    actions: ['sns:Publish'],
    on: /^Alerts$/,
    effect: 'Deny',
    when: /aws:SecureTransport` is `false`/,
    why: 'refuses every request without TLS',
  },
  {
    who: /^cloudwatch\.amazonaws\.com$/,
    actions: ['sns:Publish'],
    on: /^Alerts$/,
    when: /aws:SourceAccount.*:alarm:\*/,
    why: 'lets alarms of this account tell people',
  },
  {
    who: /^events\.amazonaws\.com$/,
    actions: ['sns:Publish'],
    on: /^Alerts$/,
    why: 'lets rules tell people; EventBridge sends nothing along that could narrow it',
  },
  {
    who: /^(cloudwatch|events)\.amazonaws\.com$/,
    actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
    on: /^Key$/,
    when: /aws:sns:topicArn/,
    why: 'encrypts what is told; for topics of this account and region only',
  },
]
