import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * An API behind a provider's access tokens.
 *
 * Shape: `isGood` says which token it takes at the moment; every other one is answered 401. `before` runs before each
 * answer; `statuses` are the answers so far.
 */
export const startApi = async ({
  isGood,
  before,
}: {
  readonly isGood: (token: string) => boolean
  readonly before: () => Promise<void>
}) => {
  const statuses: number[] = []
  const server = createServer((request, response) => {
    const token = (request.headers.authorization ?? '').replace('Bearer ', '')
    before().then(
      () => {
        const status = isGood(token) ? 200 : 401
        statuses.push(status)
        response.writeHead(status).end()
      },
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    statuses,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
