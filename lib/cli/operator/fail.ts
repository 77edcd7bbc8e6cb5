import * as E from 'fp-ts/Either'
import type { AwsFailure } from '../../rotation/rotation-error.ts'
import { lostOutput } from './lost-output.ts'
import { WRONG_USAGE } from './operator-options.ts'

/**
 * Why a command did not do what it was asked for.
 *
 * Shape: exit code 1: what was asked about is in trouble or not found; 2: wrong usage; 3: AWS refused. The message is
 * one line, lower case, without a full stop and without a value of a secret.
 */
export type Failure = { readonly exitCode: 1 | 2 | 3; readonly message: string }

/** How a command ended that said everything itself: 1 when something is in trouble. */
export type Verdict = 0 | 1

/** What was asked about is in trouble or not found. */
export const inTrouble = (message: string): Failure => ({ exitCode: 1, message })

/** The command was used wrongly. */
export const wrongUsage = (message: string): Failure => ({ exitCode: WRONG_USAGE, message })

/** AWS refused a call. Shape: `resource` is what the call was about, as a policy would name it: `*`, `secret a/b`, `table x`. */
export const awsRefused =
  (resource: string) =>
  ({ operation, code }: AwsFailure): Failure => ({
    exitCode: 3,
    message: refusal(operation, code, resource),
  })

const refusal = (operation: string, code: string, resource: string): string => {
  const action = `${SERVICES[operation] ?? 'aws'}:${operation}`
  switch (code) {
    case 'AccessDeniedException':
    case 'AccessDenied':
    case 'UnauthorizedOperation':
      return `not allowed: ${action} on ${resource}`
    case 'KmsAccessDenied':
      return `not allowed: ${KEY_ACTIONS[operation] ?? 'kms:Decrypt'} on the key of ${resource}`
    case 'ResourceNotFoundException':
      return `${action}: no ${resource} in this region and account`
    case 'CredentialsProviderError':
      return 'no AWS credentials: sign in, or set AWS_PROFILE'
    case 'ExpiredTokenException':
    case 'ExpiredToken':
      return 'the AWS credentials have expired: sign in again'
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
    case 'InvalidSignatureException':
      return `AWS does not know these credentials (${code})`
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'TimeoutError':
      return `cannot reach AWS for ${action} (${code}): check the region, the network and AWS_ENDPOINT_URL`
    case 'UnreadableLedgerItem':
      return `${action}: an item of ${resource} has a layout that this version does not know`
    default:
      return `${action} on ${resource} failed (${code})`
  }
}

/**
 * What an operation does with the key of what it is about; reading is all that others do. AWS does not say which one of
 * several it refused.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
const KEY_ACTIONS: Readonly<Record<string, string>> = {
  CreateSecret: 'kms:GenerateDataKey or kms:Decrypt',
  PutSecretValue: 'kms:GenerateDataKey or kms:Decrypt',
  SendMessage: 'kms:GenerateDataKey',
}

const SERVICES: Readonly<Record<string, string>> = {
  ...named('secretsmanager', [
    'CreateSecret',
    'DescribeSecret',
    'GetSecretValue',
    'ListSecrets',
    'ListSecretVersionIds',
    'PutSecretValue',
    'TagResource',
    'UntagResource',
    'UpdateSecretVersionStage',
  ]),
  ...named('dynamodb', ['BatchGetItem', 'GetItem', 'UpdateItem']),
  ...named('sqs', [
    'GetQueueAttributes',
    'GetQueueUrl',
    'ListQueues',
    'SendMessage',
    'SendMessageBatch',
  ]),
  ...named('cloudformation', ['DescribeStacks', 'ListStackResources']),
  ...named('scheduler', ['GetSchedule']),
  ...named('iam', ['GetRole', 'SimulatePrincipalPolicy']),
  ...named('sts', ['GetCallerIdentity']),
}

function named(service: string, operations: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(operations.map((operation) => [operation, service]))
}

/** How a command takes Ctrl-C. Shape: `finishes` lets it end what it has begun; else it ends at once. */
export type Interruption = { readonly finishes?: boolean }

/**
 * Runs a command to its end: says on stderr why it failed, and sets the exit code.
 *
 * Shape: `interrupted` is aborted by Ctrl-C, for commands that finish what they have begun; the exit code is 130 then.
 * It is aborted too when standard output takes nothing more, see `lostOutput`.
 */
export const runCommand = async (
  work: (interrupted: AbortSignal) => Promise<E.Either<Failure, Verdict>>,
  { finishes = false }: Interruption = {},
): Promise<void> => {
  const interruption = new AbortController()
  process.once('SIGINT', () => {
    if (!finishes) process.exit(INTERRUPTED)
    interruption.abort()
  })
  let lost: 0 | 1 | undefined
  process.stdout.on('error', (error) => {
    // a stream that is lost may say so at every write
    if (lost !== undefined) return
    lost = lostOutput(error)
    if (!finishes) process.exit(lost)
    // the error may come when all is done
    process.exitCode ||= lost
    interruption.abort()
  })
  const ending = await work(interruption.signal)
  if (E.isLeft(ending)) process.stderr.write(`${ending.left.message}\n`)
  const code = E.isLeft(ending) ? ending.left.exitCode : ending.right
  if (lost !== undefined) process.exitCode = lost || code
  else process.exitCode = interruption.signal.aborted ? INTERRUPTED : code
}

const INTERRUPTED = 130
