import type { Reason } from './privilege-reasons.ts'

const WORKER = /^(Rotate|NativeRotation)$/
const CHOSEN_BY_TAG =
  'people choose by a tag, after deployment; the condition narrows it to what carries the tag'

/** Why the roles of the stack may do what they may. */
export const ROLE_REASONS: readonly Reason[] = [
  {
    who: /^(Sweep|Rotate|NativeRotation)$/,
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    on: /^\w+LogGroup$/,
    why: 'writes its log',
  },
  {
    who: /^Sweep$/,
    actions: ['secretsmanager:ListSecrets'],
    on: /^\*$/,
    why: 'finds the secrets that are opted in; names and tags, no value',
    pattern: 'IAM does not narrow this action',
  },
  {
    who: /^Sweep$/,
    actions: ['dynamodb:BatchGetItem'],
    on: /^Ledger$/,
    why: 'compares what is listed with what is known of it',
  },
  {
    who: /^Sweep$/,
    actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
    on: /^Ledger$/,
    when: /`sweep#walk`/,
    why: 'goes on where the last sweep stopped, and leaves its own place',
  },
  {
    who: /^Sweep$/,
    actions: ['sqs:SendMessage'],
    on: /^Queue$/,
    why: 'queues what falls due',
  },
  {
    who: /^Sweep$/,
    actions: ['sqs:GetQueueAttributes'],
    on: /^Queue$/,
    why: 'sees how much is waiting, and sends no more than can be drained',
  },
  {
    who: /^Sweep$/,
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    on: /^Key$/,
    when: /`sqs\./,
    why: 'lets SQS encrypt the messages it sends',
  },
  {
    who: WORKER,
    actions: ['secretsmanager:DescribeSecret'],
    on: /:secret:\*$/,
    when: /:provider` is there/,
    why: 'reads tags and labelled versions before each decision',
    pattern: CHOSEN_BY_TAG,
  },
  {
    who: WORKER,
    actions: ['secretsmanager:GetSecretValue'],
    on: /:secret:\*$/,
    when: /:provider` is there/,
    why: 'reads the credential, by its version',
    pattern: CHOSEN_BY_TAG,
  },
  {
    who: WORKER,
    actions: ['secretsmanager:PutSecretValue'],
    on: /:secret:\*$/,
    when: /:provider` is there/,
    why: 'stores the refreshed credential as a version that is not current yet',
    pattern: CHOSEN_BY_TAG,
  },
  {
    who: WORKER,
    actions: ['secretsmanager:UpdateSecretVersionStage'],
    on: /:secret:\*$/,
    when: /:provider` is there/,
    why: 'makes that version current, if nobody else wrote meanwhile',
    pattern: CHOSEN_BY_TAG,
  },
  {
    who: WORKER,
    actions: ['secretsmanager:GetSecretValue'],
    on: /:secret:prefix\/clients\/\*$/,
    why: 'reads the OAuth client that a credential names',
    pattern:
      'clients are added after deployment, and the ARN of a secret ends in six random characters',
  },
  {
    who: WORKER,
    actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    on: /^Ledger$/,
    why: 'holds the lease, and keeps intent, schedule and outcome',
  },
  {
    who: WORKER,
    actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
    on: /^Key$/,
    when: /EncryptionContext:secretArn/,
    why: 'seals a credential that Secrets Manager does not take, and opens it for its secret alone',
  },
  {
    who: WORKER,
    actions: ['kms:GetPublicKey', 'kms:Sign'],
    on: /:key\/\*$/,
    when: /:client` is there/,
    why: 'signs as an OAuth client whose key never leaves KMS',
    pattern: CHOSEN_BY_TAG,
  },
  {
    who: WORKER,
    actions: ['events:PutEvents'],
    on: /^Bus$/,
    why: 'tells what happened',
  },
  {
    who: /^Rotate$/,
    actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
    on: /^Queue$/,
    why: 'Lambda works the queue off in its name',
  },
  {
    who: /^Rotate$/,
    actions: ['kms:Decrypt'],
    on: /^Key$/,
    when: /`sqs\./,
    why: 'lets SQS open the messages',
  },
  {
    who: /^Schedule$/,
    actions: ['lambda:InvokeFunction'],
    on: /^Sweep$/,
    why: 'starts a sweep',
  },
  {
    who: WORKER,
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    on: /:key\/[0-9a-f-]{36}$/,
    when: /`secretsmanager\./,
    why: 'lets Secrets Manager open and encrypt secrets under a key of your own',
  },
]
