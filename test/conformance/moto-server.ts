import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Starts moto on loopback and waits until it answers. */
export const startMoto = async (): Promise<{
  readonly origin: string
  readonly stop: () => Promise<void>
}> => {
  const port = await freePort()
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
  const origin = `http://127.0.0.1:${port}`
  await answering(origin, child)
  return { origin, stop: () => end(child) }
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  return address.port
}

/** Another process cannot be told the time: this one wait is real, at most about 30 s. */
const answering = async (origin: string, child: ChildProcess): Promise<void> => {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error('moto_server ended by itself')
    try {
      await (await fetch(`${origin}/moto-api/`)).arrayBuffer()
      return
    } catch {
      await pause(100)
    }
  }
  child.kill()
  throw new Error('moto_server did not answer in time')
}

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill()
  await exited
}
