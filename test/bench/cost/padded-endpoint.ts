import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSigned } from '../../provider/client/self-signed.ts'
import { newToken } from '../new-token.ts'

/**
 * A token endpoint that answers at once, over TLS, as usual or with an answer that is nearly as large as any is read.
 *
 * Shape: `variables` let a process trust it. Effect: `pad` makes its answers large, or usual again.
 */
export type PaddedEndpoint = {
  readonly tokenUrl: URL
  readonly variables: Readonly<Record<string, string>>
  readonly pad: (isPadded: boolean) => void
  readonly stop: () => Promise<void>
}

/** Starts it. Effect: listens on loopback; its certificate lies in a temporary folder until `stop`. */
export const startPaddedEndpoint = async (): Promise<PaddedEndpoint> => {
  let isPadded = false
  const certificate = selfSigned()
  const folder = await mkdtemp(join(tmpdir(), 'padded-'))
  const file = join(folder, 'certificate.pem')
  await writeFile(file, certificate.cert)
  const server = createServer(certificate, (request, response) => {
    request.resume().once('end', () => {
      const answer = {
        access_token: newToken(),
        token_type: 'bearer',
        refresh_token: newToken(),
        expires_in: 604_799,
        ...(isPadded ? PADDING : {}),
      }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    tokenUrl: new URL(`https://127.0.0.1:${port}/token`),
    variables: { NODE_EXTRA_CA_CERTS: file },
    pad: (wanted) => {
      isPadded = wanted
    },
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await rm(folder, { recursive: true })
    },
  }
}

/** Just under 1 MiB with the tokens, in many fields, since these weigh more than a long one when they are read. */
const PADDING = Object.fromEntries(
  Array.from({ length: 19_700 }, (_, i) => [`field${10_000 + i}`, ''.padEnd(37, 'x')]),
)
