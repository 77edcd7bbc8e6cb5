import { once } from 'node:events'
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer, type ServerOptions } from 'node:https'
import { text } from 'node:stream/consumers'

/** A request as a server on loopback received it, to its last byte. */
export type Received = {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A server on loopback that plays a token endpoint. */
export type TestServer = {
  readonly url: URL
  readonly received: readonly Received[]
  readonly stop: () => Promise<void>
}

/** What a scripted endpoint does with a request that it has read. */
export type Reply = (response: ServerResponse, request: IncomingMessage) => void

/** Starts a scripted endpoint at `/token`; with a certificate it speaks https. */
export const startServer = async (
  reply: Reply,
  certificate?: ServerOptions & { readonly key: string; readonly cert: string },
): Promise<TestServer> => {
  const received: Received[] = []
  const server: Server =
    certificate === undefined ? createHttpServer() : createHttpsServer(certificate)
  server.on('request', async (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '', headers } = request
    received.push({ method, path: url, headers, body: await text(request) })
    reply(response, request)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: new URL(`http${certificate === undefined ? '' : 's'}://127.0.0.1:${port}/token`),
    received,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
