import type { Call } from '../../lib/local/gateway/gateway-call.ts'

/** The calls that a sweep makes, in their order. */
export const SWEEP_STEPS = [
  'asking for the depth of the queue',
  'listing the secrets',
  'reading the ledger',
  'sending the messages',
] as const

/** The calls that one refresh makes, in their order. */
export const REFRESH_STEPS = [
  'taking the lease',
  'describing the secret',
  'reading the version',
  'reading the client',
  'reading the circuit breaker',
  'writing the intent',
  'asking the provider',
  'putting the successor',
  'promoting the successor',
  'closing the item',
  'telling the bus',
] as const

/** The calls that native rotation makes beside them; its promotion looks like any other. */
export const NATIVE_STEPS = ['staging the copy', 'taking AWSPENDING off'] as const

const OTHER_STEPS = [
  'reading where the last sweep stopped',
  'reading the item',
  'writing the circuit breaker',
  'sealing',
  'keeping the escrow',
] as const

/** What an outgoing call of a function is for. */
export type StepName = (
  | typeof SWEEP_STEPS
  | typeof REFRESH_STEPS
  | typeof NATIVE_STEPS
  | typeof OTHER_STEPS
)[number]

/** Tells what a call is for; `undefined`: it is none of a function's own. */
export const stepName = ({ service, operation, input }: Call): StepName | undefined => {
  switch (operation) {
    case 'GetQueueAttributes':
      return 'asking for the depth of the queue'
    case 'ListSecrets':
      return 'listing the secrets'
    case 'BatchGetItem':
      return 'reading the ledger'
    case 'SendMessageBatch':
      return 'sending the messages'
    case 'DescribeSecret':
      return 'describing the secret'
    case 'GetSecretValue':
      return String(input.SecretId).startsWith('token-rotation/clients/')
        ? 'reading the client'
        : 'reading the version'
    case 'GetItem':
      if (JSON.stringify(input.Key).includes('sweep#walk'))
        return 'reading where the last sweep stopped'
      return isBreaker(input) ? 'reading the circuit breaker' : 'reading the item'
    case 'UpdateItem':
      return updateName(input)
    case 'PutSecretValue':
      return isNative(input) ? 'staging the copy' : 'putting the successor'
    case 'UpdateSecretVersionStage':
      if (input.VersionStage === 'AWSPENDING') return 'taking AWSPENDING off'
      return 'promoting the successor'
    case 'PutEvents':
      return 'telling the bus'
    default:
      return service === 'kms' ? 'sealing' : undefined
  }
}

const isBreaker = ({ Key }: Call['input']): boolean => JSON.stringify(Key).includes('provider#')

const isNative = ({ VersionStages }: Call['input']): boolean =>
  JSON.stringify(VersionStages).includes('AWSPENDING')

const updateName = (input: Call['input']): StepName => {
  if (isBreaker(input)) return 'writing the circuit breaker'
  const [condition, update] = [input.ConditionExpression, input.UpdateExpression].map(String)
  if (condition?.includes('attribute_not_exists(#lease)')) return 'taking the lease'
  if (/SET [^R]*#escrow/.test(update ?? '')) return 'keeping the escrow'
  return /REMOVE .*#lease/.test(update ?? '') ? 'closing the item' : 'writing the intent'
}
