import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { builtDist } from '../../main-job/built-dist.ts'
import { startDemo } from '../../main-job/demo.ts'

/** What a command came to. */
export type CommandRun = {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The bundled command line, for processes that a test starts itself. */
export const cliFile = join(builtDist(), 'cli.mjs')

/**
 * An operator at a demo account: runs commands as processes of their own, and has a folder for files.
 *
 * `stop` rejects when a secret was seen in anything that a command said.
 */
export const startOperator = async () => {
  const demo = await startDemo()
  const { account } = demo
  const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  const said: string[] = []
  const providers = join(folder, 'providers.json')
  const { tokenUrl } = account.authorizationServer
  writeFileSync(
    providers,
    JSON.stringify([
      {
        id: 'acme-crm',
        name: 'Acme CRM',
        tokenUrl: tokenUrl.href,
        clientAuth: ['client_secret_basic'],
        defaultFormat: 'credentials',
      },
    ]),
  )
  const environment = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: account.access.endpoint,
    AWS_REGION: account.access.region,
    AWS_ACCESS_KEY_ID: account.access.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.access.credentials.secretAccessKey,
    TOKEN_ROTATION_QUEUE_URL: account.queueUrl,
  }
  const start = (words: readonly string[], env: NodeJS.ProcessEnv = {}) =>
    spawn(process.execPath, [cliFile, ...words], { env: { ...environment, ...env } })
  /** Waits for the end of a process, and keeps what it said. */
  const end = async (child: ChildProcessWithoutNullStreams): Promise<CommandRun> => {
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ])
    said.push(stdout, stderr)
    return { code: typeof code === 'number' ? code : null, stdout, stderr }
  }
  return {
    ...demo,
    folder,
    providers,
    environment,
    start,
    end,
    /** Keeps what a process said that a test started itself, so that it is searched too. */
    hear: (words: string): void => {
      said.push(words)
    },
    /** Runs `token-rotation` with these words. */
    run: (
      words: readonly string[],
      { input = '', env = {} }: { readonly input?: string; readonly env?: NodeJS.ProcessEnv } = {},
    ): Promise<CommandRun> => {
      const child = start(words, env)
      child.stdin.end(input)
      return end(child)
    },
    /** Writes a file into the operator's folder, for its owner only unless told otherwise, and gives its path. */
    file: (name: string, content: string, mode = 0o600): string => {
      const path = join(folder, name)
      writeFileSync(path, content, { mode })
      return path
    },
    stop: async () => {
      rmSync(folder, { recursive: true })
      await account.stop()
      if (/(planted|demo-secret)-/.test(said.join('\n')))
        throw new Error('a command said a word of a secret')
    },
  }
}
export type Operator = Awaited<ReturnType<typeof startOperator>>

/** A credential in the format `retently`, with fresh tokens of the demo's authorization server. */
export const retentlyText = async ({ account }: Operator): Promise<string> => {
  const { refreshToken } = await account.authorizationServer.issue('local-retently')
  return `{ "client_id": "local-retently", "client_secret": "demo-secret-of-retently", "refresh_token": "${refreshToken}", "team": 1.0 }\n`
}
