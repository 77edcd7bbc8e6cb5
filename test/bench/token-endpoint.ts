import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '../provider/client/self-signed.ts'
import { newToken } from './new-token.ts'

/** How a token endpoint speaks. Shape: over https it keeps a connection for the next request, or closes it. */
export type TokenEndpointSpeech = 'http' | 'https' | 'https, closing'

/** A token endpoint that answers at once. Shape: `variables` let a process trust it. */
export type TokenEndpoint = {
  readonly tokenUrl: URL
  readonly variables: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

/** Starts it. Shape: `more` stands in an answer too. Effect: listens on loopback; over https its certificate lies in a temporary folder until `stop`. */
export const startTokenEndpoint = async (
  speaks: TokenEndpointSpeech,
  more: () => Readonly<Record<string, string>> = () => ({}),
): Promise<TokenEndpoint> => {
  const answer: RequestListener = (request, response) => {
    request.resume().once('end', () => {
      const tokens = {
        access_token: newToken(),
        token_type: 'bearer',
        refresh_token: newToken(),
        expires_in: 604_799,
        ...more(),
      }
      if (speaks === 'https, closing') response.setHeader('connection', 'close')
      response.setHeader('content-type', 'application/json').end(JSON.stringify(tokens))
    })
  }
  if (speaks === 'http') return started(createServer(answer), 'http', {}, async () => undefined)
  const certificate = selfSigned()
  const folder = await mkdtemp(join(tmpdir(), 'token-rotation-bench-'))
  const file = join(folder, 'certificate.pem')
  await writeFile(file, certificate.cert)
  return started(
    createSecureServer(certificate, answer),
    'https',
    { NODE_EXTRA_CA_CERTS: file },
    () => rm(folder, { recursive: true }),
  )
}

const started = async (
  server: Server,
  scheme: 'http' | 'https',
  variables: TokenEndpoint['variables'],
  tidyUp: () => Promise<void>,
): Promise<TokenEndpoint> => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    tokenUrl: new URL(`${scheme}://127.0.0.1:${port}/token`),
    variables,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await tidyUp()
    },
  }
}
