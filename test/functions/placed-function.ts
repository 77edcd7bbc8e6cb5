import { once } from 'node:events'
import { cp, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Invocation, startFunction } from '../../lib/local/functions/function-host.ts'
import { encodeProviders } from '../../lib/provider/provider-file.ts'
import { providers } from '../fixed-data.ts'
import { builtDist } from '../main-job/built-dist.ts'

/** A function's bundle in a folder of its own, as its asset is laid out, and every line that it logs. */
export type PlacedFunction = {
  readonly invoke: (event: unknown) => Promise<Invocation>
  readonly lines: readonly string[]
  /** The lines that are structured log. */
  readonly entries: () => readonly unknown[]
  readonly stop: () => Promise<void>
}

/**
 * Places one of the built functions.
 *
 * Shape: `environment` adds to what the stack sets, or takes away with undefined; `providersJson` is the text of the
 * file beside the bundle, three valid definitions unless given; `timeoutSeconds` is 30 unless given; `isSdkBeside` lays
 * the installed packages beside it. AWS is where nobody listens unless the environment says otherwise.
 */
export const placeFunction = async (
  name: 'sweep' | 'rotate' | 'native-rotation',
  {
    environment = {},
    providersJson = encodeProviders([...providers.values()]),
    timeoutSeconds = 30,
    isSdkBeside = false,
  }: {
    readonly environment?: Readonly<Record<string, string | undefined>>
    readonly providersJson?: string
    readonly timeoutSeconds?: number
    readonly isSdkBeside?: boolean
  } = {},
): Promise<PlacedFunction> => {
  const folder = await mkdtemp(join(tmpdir(), 'placed-'))
  await cp(join(builtDist(), 'functions', name), folder, { recursive: true })
  await writeFile(join(folder, 'providers.json'), providersJson)
  if (isSdkBeside)
    await symlink(
      join(import.meta.dirname, '../../node_modules'),
      join(folder, 'node_modules'),
      'dir',
    )
  const nowhere = await closedOrigin()
  const lines: string[] = []
  const variables = {
    AWS_ENDPOINT_URL: nowhere,
    QUEUE_URL: `${nowhere}/111122223333/token-rotation`,
    LEDGER_TABLE: 'token-rotation',
    BUS_NAME: 'token-rotation',
    TAG_PREFIX: 'token-rotation',
    SWEEP_MINUTES: '5',
    KEY_ID: 'alias/token-rotation',
    LOOPBACK_TOKEN_URLS: 'true',
    ...environment,
  }
  const placed = startFunction({
    name,
    bundle: join(folder, 'index.mjs'),
    runner: join(builtDist(), 'function-runner.mjs'),
    environment: Object.fromEntries(
      Object.entries(variables).flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value]],
      ),
    ),
    timeoutSeconds,
    maximumConcurrency: 1,
    log: ({ line }) => lines.push(line),
  })
  return {
    invoke: placed.invoke,
    lines,
    entries: () =>
      lines.flatMap((line): unknown[] => (line.startsWith('{') ? [JSON.parse(line)] : [])),
    stop: async () => {
      await placed.stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** A place on loopback where nobody listens any more. */
const closedOrigin = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}
