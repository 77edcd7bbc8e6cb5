import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { LocalDeployment } from '../deployment/local-deployment.ts'
import type { LocalEventBridge } from '../event-bridge.ts'
import type { LocalKeyManagement } from '../key-management.ts'
import { withOwnQueueUrls } from '../queue/own-queue-urls.ts'
import type { LocalQueue } from '../queue/queue.ts'
import { withFasterDelays } from '../queue/queue-delays.ts'
import type { LocalSecretsManager } from '../secrets-manager/secrets-manager.ts'
import type { LocalTable } from '../table/table.ts'
import { awsError } from './aws-error.ts'
import type { Service } from './gateway-call.ts'
import { errorReply, type GatewayReply, outputReply } from './gateway-reply.ts'
import type { GatewayRequest } from './gateway-request.ts'
import type { Operations } from './operation.ts'

/**
 * What stands behind the gateway; `speed` is how much faster than the machine's time messages are delayed. Without a
 * `deployment`, nobody knows the services that tell of it.
 */
export type Behind = {
  readonly deployment?: LocalDeployment | undefined
  readonly secretsManager: LocalSecretsManager
  readonly eventBridge: LocalEventBridge
  readonly keyManagement: LocalKeyManagement
  readonly queue: LocalQueue
  readonly table: LocalTable
  readonly speed?: number
}

/** One service behind the gateway; `staleMilliseconds` is how far behind a read may be. */
export type Backend = {
  readonly service: Service
  readonly answer: (
    request: GatewayRequest,
    context: {
      readonly origin: string
      readonly staleMilliseconds: number
      readonly signal: AbortSignal
    },
  ) => Promise<GatewayReply>
}

/** The services by the prefix that their SDK clients put into `x-amz-target`, or else by their names in signatures. */
export const backends = (behind: Behind): ReadonlyMap<string, Backend> =>
  new Map<string, Backend>([
    [
      'secretsmanager',
      {
        service: 'secretsmanager',
        answer: async (request, { staleMilliseconds }) => {
          const { operations, readsAgo } = behind.secretsManager
          const reads = staleMilliseconds > 0 ? readsAgo(staleMilliseconds) : {}
          return runEmbedded({ ...operations, ...reads }, request)
        },
      },
    ],
    [
      'AWSEvents',
      {
        service: 'events',
        answer: async (request) => runEmbedded(behind.eventBridge.operations, request),
      },
    ],
    [
      'TrentService',
      {
        service: 'kms',
        answer: async (request) => runEmbedded(behind.keyManagement.operations, request),
      },
    ],
    [
      'DynamoDB_20120810',
      {
        service: 'dynamodb',
        answer: (request, { signal }) => forward(behind.table.origin, request, signal),
      },
    ],
    [
      'AmazonSQS',
      {
        service: 'sqs',
        answer: async (request, { origin, signal }) => {
          const input = withFasterDelays(request.input, behind.speed ?? 1)
          const body = input === request.input ? request.body : JSON.stringify(input)
          const reply = await forward(behind.queue.origin, { ...request, body }, signal)
          return { ...reply, body: withOwnQueueUrls(reply.body, origin) }
        },
      },
    ],
    ...deploymentBackends(behind.deployment),
  ])

const deploymentBackends = (
  deployment: LocalDeployment | undefined,
): readonly (readonly [string, Backend])[] =>
  deployment === undefined
    ? []
    : (['cloudformation', 'scheduler', 'iam', 'sts'] as const).map((service) => [
        service,
        { service, answer: async (request) => runEmbedded(deployment[service], request) },
      ])

/** What throws here is a change that could not be kept, such as on a full disk: it is refused, and not made. */
const runEmbedded = (operations: Operations, request: GatewayRequest): GatewayReply => {
  const { operation: name, contentType } = request
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined
  const known = Object.keys(operations).sort().join(', ')
  const unknown = `the local account does not know ${name}; it knows ${known}`
  return pipe(
    E.tryCatch(
      () => operation?.(request.input) ?? E.left(awsError('UnknownOperationException', unknown)),
      () => awsError('InternalServiceError', 'the change could not be kept', 500),
    ),
    E.flatten,
    E.match(
      (error) => errorReply(error, contentType),
      (output) => outputReply(output, contentType, name),
    ),
  )
}

/** Headers that an emulator reads, or that the SDK reads of its answer. */
const REQUEST_HEADERS = ['content-type', 'x-amz-target', 'x-amz-date', 'authorization']
const REPLY_HEADERS = ['content-type', 'x-amz-crc32', 'x-amzn-query-error', 'x-amzn-errortype']

const forward = async (
  origin: string,
  request: GatewayRequest,
  signal: AbortSignal,
): Promise<GatewayReply> => {
  const sent = REQUEST_HEADERS.map((name) => [name, String(request.headers[name] ?? '')])
  const response = await fetch(origin, {
    method: 'POST',
    headers: Object.fromEntries(sent.filter(([, value]) => value !== '')),
    body: request.body,
    signal,
  })
  const received = REPLY_HEADERS.map((name) => [name, response.headers.get(name) ?? ''])
  return {
    status: response.status,
    headers: Object.fromEntries(received.filter(([, value]) => value !== '')),
    body: await response.text(),
  }
}
