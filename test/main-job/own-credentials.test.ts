import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from '../../lib/local/authorization/authorization-server.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { builtDist } from './built-dist.ts'

const run = promisify(execFile)
const cli = join(builtDist(), 'cli.mjs')

let server: AuthorizationServer
const folders: string[] = []
beforeAll(async () => {
  server = await startAuthorizationServer({
    clients: [
      { clientId: 'acme', clientSecret: 'planted-client', authMethod: 'client_secret_post' },
    ],
    accessTokenLifetimeSeconds: 3600,
  })
})
afterAll(async () => {
  await server.stop()
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/**
 * A file in a new folder: two good credentials, the client of one of them, one with a bad tag and one with a bad date,
 * as somebody spaced them.
 */
const placeFile = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  folders.push(folder)
  const [file, providers] = [join(folder, 'mine.json'), join(folder, 'providers.json')]
  const definition = { id: 'acme', name: 'Acme', tokenUrl: server.tokenUrl.href }
  writeFileSync(providers, JSON.stringify([definition]))
  const [carried, apart] = [await server.issue('acme'), await server.issue('acme')]
  const tags = '"tags": { "token-rotation:provider": "acme" }'
  writeFileSync(
    file,
    `{
  "crm/carried":  { ${tags},
    "value": { "client_id": "acme", "client_secret": "planted-client", "refresh_token": "${carried.refreshToken}", "team" : 1.0 } },
  "crm/apart": {
    "value": {"refreshToken":"${apart.refreshToken}","accessToken":"planted-old","big":12345678901234567890}, ${tags}
  },
  "crm/bad-tag": { "tags": { "token-rotation:provider": 7 }, "value": {"refresh_token":"planted-bad"} },
  "crm/bad-date": { ${tags}, "value": {"refresh_token":"planted-bad", "issued_at": "yesterday"} },
  "token-rotation/clients/acme": { "value": { "client_id": "acme", "client_secret": "planted-client" } }
}
`,
    { mode: 0o600 },
  )
  const words = [cli, 'local', '--secrets', file, '--providers', providers, '--loopback-token-urls']
  return { folder, file, words }
}
type Placed = Awaited<ReturnType<typeof placeFile>>

const withoutTokens = (text: string): string =>
  text
    .replaceAll(/"(demo-secret|planted-old)[^"]*"/g, '_')
    .replaceAll(
      /,?\s*"(access_?token|token_expiry_date|issued_?at|expires_?in)"\s*:\s*("[^"]*"|\d+|_)/gi,
      '',
    )

describe('when somebody keeps their own credentials in a file', () => {
  let placed: Placed
  let before: string
  let after: string
  let said: { readonly stdout: string; readonly stderr: string }

  beforeAll(async () => {
    placed = await placeFile()
    before = readFileSync(placed.file, 'utf8')
    said = await run(process.execPath, [...placed.words, '--once'])
    after = readFileSync(placed.file, 'utf8')
  })

  const credential = (name: string) => JSON.parse(after)[name].value

  it('writes each new token back to the file, where the provider knows it as the one in use', async () => {
    const tokens = [credential('crm/carried').refresh_token, credential('crm/apart').refreshToken]

    expect(await Promise.all(tokens.map(server.stateOf))).toStrictEqual(['usable', 'usable'])
    expect(credential('crm/apart').accessToken).toContain(DEMO_SECRET)
  })

  it('leaves every other byte, and who may read it, as it was', () => {
    expect(withoutTokens(after)).toBe(withoutTokens(before))
    expect(statSync(placed.file).mode & 0o777).toBe(0o600)
  })

  it('names what it leaves out and goes on with the rest, without a word of a secret', () => {
    expect(said.stderr).toContain(`${placed.file}: crm/bad-tag: tags`)
    expect(said.stdout).toMatch(/crm\/bad-date .*invalid/)
    expect(said.stdout).toContain('2 refreshed')
    expect(said.stdout + said.stderr).not.toMatch(/planted-|demo-secret-/)
  })

  it('finds nothing due when it is started again', async () => {
    const { stdout } = await run(process.execPath, [...placed.words, '--once'])

    expect(stdout).toContain('0 refreshed')
    expect(readFileSync(placed.file, 'utf8')).toBe(after)
  })
})

/** What a start that must fail says. */
const refusal = async (words: readonly string[]): Promise<unknown> => {
  const failure = await run(process.execPath, words).catch((error: unknown) => error)
  expect(failure).toMatchObject({ code: 1, stdout: '' })
  return Reflect.get(Object(failure), 'stderr')
}

describe('when a process is at the file already', () => {
  it('refuses a second one, also by another name of the file', async () => {
    const { folder, file, words } = await placeFile()
    const link = join(folder, 'link.json')
    symlinkSync(file, link)
    const first = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] })
    await once(first.stdout, 'data')
    const said = await refusal(words.map((word) => (word === file ? link : word)))
    first.kill('SIGINT')
    await once(first, 'exit')

    expect(said).toBe(
      `data folder ${file}.state: another process is using it; nothing in it was changed\n`,
    )
  })
})

describe('when own credentials cannot be refreshed as asked', () => {
  it('refuses a file that others may read, and says what to do', async () => {
    const { file, words } = await placeFile()
    chmodSync(file, 0o644)

    expect(await refusal(words)).toContain(`chmod 600 ${file}`)
  })

  it('refuses to let time run faster at real providers', async () => {
    const { words } = await placeFile()

    expect(await refusal([...words, '--speed', '600'])).toContain('cannot be used with option')
  })

  it('refuses to mix them with the samples', async () => {
    const { file, words } = await placeFile()
    await run(process.execPath, [...words, '--once'])

    expect(await refusal([cli, 'local', '--once', '--data', `${file}.state`])).toBe(
      `data folder ${file}.state: it keeps another kind of account (samples and own credentials are not mixed); nothing in it was changed\n`,
    )
  })
})
