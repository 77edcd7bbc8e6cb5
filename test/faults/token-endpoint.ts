import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import * as t from 'io-ts'
import type { Fault } from '../../lib/local/gateway/gateway-call.ts'

/**
 * One request as the authorization server answered it, told with the refresh tokens: never print it.
 *
 * Shape: `received` is absent when it was refused; `isDelivered` is false when the answer was kept from the client.
 */
export type Exchange = {
  readonly sent: string
  readonly received: string | undefined
  readonly isDelivered: boolean
}

/** Who hears of what goes through. */
export type TokenListener = {
  readonly onRequest: () => Promise<Fault | undefined>
  readonly onExchange: (exchange: Exchange) => void
}

/**
 * A token endpoint on loopback.
 *
 * Shape: `tokenUrl` is where it listens; `idle` resolves when no request is under way, also of a client that is dead.
 */
export type TokenEndpoint = {
  readonly tokenUrl: URL
  readonly idle: () => Promise<void>
  readonly stop: () => Promise<void>
}

/**
 * Stands between the functions and the authorization server, so that requests and answers can get lost on the way.
 *
 * Effect: `error` answers without asking the server, `drop` cuts the connection before, `lose-reply` after the server
 * answered, `delay` holds the answer back.
 */
export const startTokenEndpoint = async (
  serverUrl: URL,
  listener: TokenListener,
): Promise<TokenEndpoint> => {
  const underWay = new Set<Promise<void>>()
  const server = createServer((request, response) => {
    const passing = pass(serverUrl, listener, request, response)
      .catch(() => void response.destroy())
      .finally(() => underWay.delete(passing))
    underWay.add(passing)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  return {
    tokenUrl: new URL(serverUrl.pathname, `http://127.0.0.1:${address.port}`),
    idle: async () => {
      await Promise.all(underWay)
    },
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

const pass = async (
  serverUrl: URL,
  { onRequest, onExchange }: TokenListener,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await textOf(request)
  const fault = await onRequest()
  if (fault?.kind === 'drop') {
    response.destroy()
    return
  }
  if (fault?.kind === 'error') {
    response.writeHead(fault.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ error: fault.code }))
    return
  }
  const { authorization, 'content-type': contentType = '' } = request.headers
  const answer = await fetch(serverUrl, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      ...(authorization === undefined ? {} : { authorization }),
    },
    body,
  })
  const text = await answer.text()
  // a client that was killed meanwhile has closed its end; one that lives never does before the answer
  const isListening = !request.socket.destroyed && !request.socket.readableEnded
  const isDelivered = isListening && fault?.kind !== 'lose-reply'
  onExchange({
    sent: new URLSearchParams(body).get('refresh_token') ?? '',
    received: refreshTokenIn(text),
    isDelivered,
  })
  if (fault?.kind === 'delay') await pause(fault.milliseconds)
  if (!isDelivered) {
    response.destroy()
    return
  }
  response.writeHead(answer.status, { 'content-type': 'application/json' })
  response.end(text)
}

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}

const Tokens = t.type({ refresh_token: t.string })

const refreshTokenIn = (text: string): string | undefined => {
  const answer: unknown = JSON.parse(text)
  return Tokens.is(answer) ? answer.refresh_token : undefined
}
