import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import * as E from 'fp-ts/Either'
import { QUEUE_ACCOUNT_ID } from '../queue/queue.ts'
import { awsError } from './aws-error.ts'
import { type Backend, type Behind, backends } from './gateway-backends.ts'
import type { Call, Fault } from './gateway-call.ts'
import { errorReply, type GatewayReply, outputReply } from './gateway-reply.ts'
import { type GatewayRequest, readRequest } from './gateway-request.ts'
import type { Throttle } from './quotas.ts'

/**
 * How to start a gateway.
 *
 * Shape: `port` is the system's choice unless given. With an `accessKeyId`, calls signed under any other are refused.
 * `onCall` hears of every call before it is applied and may answer with a fault; then `throttle` may refuse it;
 * `onAnswer` hears what was answered.
 */
export type GatewayOptions = Behind & {
  readonly port?: number | undefined
  readonly accessKeyId?: string | undefined
  readonly onCall?: ((call: Call) => Promise<Fault | undefined> | Fault | undefined) | undefined
  readonly onAnswer?: ((call: Call, reply: GatewayReply) => void) | undefined
  readonly throttle?: Throttle | undefined
}

/**
 * A running gateway.
 *
 * Shape: `origin` is what `AWS_ENDPOINT_URL` must say; `queueUrl` is the gateway's own URL of a queue.
 */
export type Gateway = {
  readonly origin: string
  readonly queueUrl: (queueName: string) => string
  readonly stop: () => Promise<void>
}

/**
 * Starts the one HTTP server that every AWS SDK client of the local account talks to.
 *
 * Effect: listens on 127.0.0.1. `stop` cuts open connections, waits for no delayed call, and stops the
 * queue and the table behind the gateway too; it may be called twice.
 * Errors: rejects when the port is taken. Calls are answered in the shape of the services' own errors.
 */
export const startGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const stopping = new AbortController()
  const front = {
    onCall: options.onCall,
    onAnswer: options.onAnswer,
    throttle: options.throttle,
    accessKeyId: options.accessKeyId,
    services: backends(options),
    signal: stopping.signal,
  }
  const connections = new Map<Socket, number>()
  const server = createServer((request, response) => {
    const connection = connections.get(request.socket) ?? 0
    serve({ ...front, origin, connection }, request, response).catch(() => response.destroy())
  })
  let opened = 0
  server.on('connection', (socket) => {
    opened += 1
    connections.set(socket, opened)
    socket.once('close', () => connections.delete(socket))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  const origin = `http://127.0.0.1:${address.port}`
  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    stopping.abort()
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await Promise.all([closed, options.queue.stop(), options.table.stop()])
  }
  return {
    origin,
    queueUrl: (queueName) => `${origin}/${QUEUE_ACCOUNT_ID}/${queueName}`,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

type Front = {
  readonly origin: string
  readonly connection: number
  readonly accessKeyId: string | undefined
  readonly onCall: GatewayOptions['onCall']
  readonly onAnswer: GatewayOptions['onAnswer']
  readonly throttle: GatewayOptions['throttle']
  readonly services: ReadonlyMap<string, Backend>
  readonly signal: AbortSignal
}

const serve = async (
  front: Front,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const read = await readRequest(incoming, front.accessKeyId)
  const reply = E.isLeft(read)
    ? errorReply(read.left, incoming.headers['content-type'] ?? 'application/x-amz-json-1.1')
    : await answer(front, read.right)
  if (reply === undefined) {
    response.destroy()
    return
  }
  response.writeHead(reply.status, { ...reply.headers, 'x-amzn-requestid': randomUUID() })
  response.end(reply.body)
}

/** Answers a request, or with nothing when the connection is to be cut. */
const answer = async (front: Front, request: GatewayRequest): Promise<GatewayReply | undefined> => {
  const { target, operation, input, contentType } = request
  const backend = front.services.get(target)
  if (backend === undefined) {
    const message = `the local account does not know the service ${target}`
    return errorReply(awsError('UnknownOperationException', message), contentType)
  }
  const call = { service: backend.service, operation, input, connection: front.connection }
  const reply = await applied(front, backend, call, request)
  if (reply !== undefined) front.onAnswer?.(call, reply)
  return reply
}

const applied = async (
  { origin, onCall, throttle, signal }: Front,
  backend: Backend,
  call: Call,
  request: GatewayRequest,
): Promise<GatewayReply | undefined> => {
  const { contentType } = request
  const fault = await onCall?.(call)
  if (fault?.kind === 'error') return errorReply(fault, contentType)
  if (fault?.kind === 'answer') return outputReply(fault.output, contentType, call.operation)
  if (fault?.kind === 'drop') return undefined
  if (fault?.kind === 'delay') await pause(fault.milliseconds, undefined, { signal })
  const refusal = throttle?.(call)
  if (refusal !== undefined) return errorReply(refusal, contentType)
  const staleMilliseconds = fault?.kind === 'stale' ? fault.milliseconds : 0
  const reply = await backend.answer(request, { origin, staleMilliseconds, signal })
  return fault?.kind === 'lose-reply' ? undefined : reply
}
