import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import * as E from 'fp-ts/Either'
import { startConsole } from '../../../lib/cli/console/console-server.ts'
import type { ConsoleSubject } from '../../../lib/cli/console/console-world.ts'
import { localSubject } from '../../../lib/cli/console/local-subject.ts'
import { pageFiles } from '../../../lib/cli/console/page-files.ts'
import { secondTerminal } from '../../../lib/cli/second-terminal.ts'
import { DEMO_SECRET } from '../../../lib/local/demo-secret.ts'
import { knownLocally } from '../../../lib/local/local-providers.ts'
import { builtDist } from '../../main-job/built-dist.ts'
import { operations, startDemo } from '../../main-job/demo.ts'

/** An answer as it came. */
export type RawAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}

/**
 * A console of a demo account, after one sweep. `stop` rejects when a secret was seen in any answer.
 *
 * Shape: `more` is what of its subject is another; `calls` names the calls to AWS since it was cleared by `forgetCalls`.
 */
export const startConsoleDemo = async (more: Partial<ConsoleSubject> = {}) => {
  const demo = await startDemo()
  const terminal = secondTerminal(demo.account)
  await demo.sweep()
  const subject = {
    ...localSubject(demo.account, {
      providers: knownLocally(demo.account.authorizationServer),
      sweepMinutes: 5,
      terminalLine: terminal.line,
    }),
    ...more,
  }
  const files = pageFiles(builtDist())
  if (E.isLeft(files)) throw new Error(files.left)
  const started = await startConsole(subject, { files: files.right })
  if (E.isLeft(started)) throw new Error(started.left)
  const { url } = started.right
  const { port, hash } = new URL(url)
  const token = hash.slice('#token='.length)
  const heard: string[] = []

  /** Sends a request as it is told to, and keeps what comes back. */
  const send = (
    path: string,
    {
      method = 'GET',
      headers = {},
      body,
    }: {
      readonly method?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly body?: string
    } = {},
  ): Promise<RawAnswer> =>
    new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
        text(response).then((said) => {
          heard.push(said, JSON.stringify(response.headers))
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: said })
        }, reject)
      })
      sent.on('error', reject).end(body)
    })
  const authorization = `Bearer ${token}`

  return {
    ...demo,
    url,
    port,
    token,
    send,
    /** Asks as the page does. */
    ask: async (path: string) => {
      const { status, body } = await send(`/api/${path}`, { headers: { authorization } })
      return { status, answer: JSON.parse(body) }
    },
    /** Orders as the page does. Shape: `more` is what the order says besides the name. */
    order: async (action: string, name: string, more: Readonly<Record<string, unknown>> = {}) => {
      const { status, body } = await send(`/api/${action}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ ...more, name }),
      })
      return { status, answer: JSON.parse(body) }
    },
    forgetCalls: (): void => {
      demo.calls.length = 0
    },
    callsSince: (): readonly string[] => [...new Set(operations(demo.calls))].toSorted(),
    /** Everything that the console said so far. */
    said: (): string => heard.join('\n'),
    hear: (words: string): void => {
      heard.push(words)
    },
    stop: async () => {
      await started.right.stop()
      subject.deployment.close()
      terminal.remove()
      await demo.account.stop()
      if (heard.some((words) => words.includes(DEMO_SECRET)))
        throw new Error('the console said a word of a secret')
    },
  }
}
export type ConsoleDemo = Awaited<ReturnType<typeof startConsoleDemo>>
