import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** A server on loopback that speaks no protocol of its own. */
export type RawServer = { readonly port: number; readonly stop: () => Promise<void> }

/** Starts a server that does with each connection what no HTTP library would. */
export const startRawServer = async (act: (socket: Socket) => void): Promise<RawServer> => {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    act(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}
