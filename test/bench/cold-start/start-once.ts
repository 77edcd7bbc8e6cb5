import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Start } from './started-function.ts'

/**
 * Starts a bundle in a process of its own, invokes it once, and ends it. Nothing that was compiled is kept from one
 * process to the next, as on Lambda.
 *
 * Errors: rejects when the process ends without an answer.
 */
export const startOnce = async (
  bundle: string,
  event: unknown,
  variables: Readonly<Record<string, string>>,
): Promise<Start> => {
  const child = fork(join(import.meta.dirname, 'started-function.ts'), {
    env: { PATH: process.env.PATH, NODE_DISABLE_COMPILE_CACHE: '1', ...variables },
    execArgv: [],
    silent: true,
  })
  const errors: string[] = []
  child.stdout?.resume()
  child.stderr?.on('data', (text: Buffer) => errors.push(text.toString()))
  const exited = once(child, 'exit')
  const answered = once(child, 'message')
  child.send({ bundle, event })
  const ended = exited.then(() => {
    throw new Error(`${bundle} ended: ${errors.join('').slice(-2000)}`)
  })
  try {
    const [start] = await Promise.race([answered, ended])
    return start
  } finally {
    ended.catch(() => undefined)
    if (child.connected) child.disconnect()
    await exited
  }
}
