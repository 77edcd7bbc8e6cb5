import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { startServer, type TestServer } from '../../provider/http-server.ts'
import { type CommandRun, type Operator, startOperator } from './operator-cli.ts'

/*
 * Records of the catalogue, to the last field, at a server on loopback that answers as the providers document: what
 * differs is the origin of their URLs.
 */

const REDIRECT = 'https://app.example.com/callback'
const CLIENT = { client_id: 'app-1', client_secret: 'planted-client-secret' }

let operator: Operator
let server: TestServer
/** What the next requests are answered, in this order. */
let answers: unknown[] = []
let providers: string
beforeAll(async () => {
  server = await startServer((response) => {
    response.end(JSON.stringify(answers.shift() ?? { error: 'invalid_grant' }))
  })
  operator = await startOperator()
  const records = ['instagram', 'slack-user'].map((id) => {
    const file = new URL(`../../../lib/provider/catalogue/${id}.json`, import.meta.url)
    const { sources, ...record } = JSON.parse(readFileSync(file, 'utf8'))
    return JSON.parse(
      JSON.stringify(record).replaceAll(/"https:\/\/[a-z.]+/g, `"${server.url.origin}`),
    )
  })
  providers = operator.file('catalogue.json', JSON.stringify(records))
  for (const { id } of records) make(`token-rotation/clients/${id}`, CLIENT)
})
afterAll(async () => {
  await server.stop()
  await operator.stop()
})

const make = (name: string, value: unknown, tags: Readonly<Record<string, string>> = {}) =>
  operator.account.secretsManager.operations.CreateSecret?.({
    Name: name,
    ClientRequestToken: crypto.randomUUID(),
    SecretString: JSON.stringify(value),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  })

/** Begins a login, and pastes the address that the browser ends at, with these parameters besides the state. */
const logIn = async (
  words: readonly string[],
  comesBack: string,
): Promise<{ readonly asked: URL; readonly run: CommandRun }> => {
  const child = operator.start([
    'authorize',
    ...words,
    '--redirect-uri',
    REDIRECT,
    '--providers',
    providers,
  ])
  const ended = operator.end(child)
  const asked = await new Promise<URL>((resolve, reject) => {
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += String(chunk)
      const [address] = /(?<= {2})http\S+(?=\n)/.exec(said) ?? []
      if (address !== undefined) resolve(new URL(address))
    })
    ended.then(({ stderr }) => reject(new Error(`expected an address, not: ${stderr}`)), reject)
  })
  child.stdin.end(`${REDIRECT}?state=${asked.searchParams.get('state')}&${comesBack}\n`)
  return { asked, run: await ended }
}

describe('when the token of a login is too short-lived to be kept', () => {
  it('stores the one that it is exchanged for', async () => {
    answers = [
      { data: [{ access_token: 'planted-short', user_id: '1' }] },
      { access_token: 'planted-long', token_type: 'bearer', expires_in: 5_183_944 },
    ]
    const { asked, run } = await logIn(
      ['social/ig', '--provider', 'instagram'],
      'code=planted-code#_',
    )

    expect([run.code, run.stdout.split('\n')[0]]).toStrictEqual([
      0,
      'social/ig: created, provider instagram, format credentials',
    ])
    expect(asked.searchParams.get('scope')).toBe('instagram_business_basic')
    const requests = server.received.slice(-2)
    expect(requests.map(({ method, path }) => [method, path.split('?')[0]])).toStrictEqual([
      ['POST', '/oauth/access_token'],
      ['GET', '/access_token'],
    ])
    expect(new URLSearchParams(requests[0]?.body).get('code')).toBe('planted-code')
    expect(JSON.parse(currentText(operator.account, 'social/ig'))).toMatchObject({
      access_token: 'planted-long',
      expires_in: 5_183_944,
    })
  })

  it('asks for the redirect URI before it sends anybody to a provider that takes none of here', async () => {
    const run = await operator.run([
      'authorize',
      'social/other',
      '--provider',
      'instagram',
      '--providers',
      providers,
    ])

    expect([run.code, run.stdout]).toStrictEqual([1, ''])
    expect(run.stderr).toMatch(
      /^provider instagram: expected the https redirect URI that the app has there.*--redirect-uri/,
    )
  })
})

describe('when a login gives no refresh token', () => {
  it('leaves the good credential as it was, and says what the app lacks', async () => {
    const name = 'chat/user'
    const stored = { access_token: 'planted-good', refresh_token: 'planted-good-refresh' }
    make(name, stored, { 'token-rotation:provider': 'slack-user' })
    answers = [
      {
        ok: true,
        access_token: 'planted-bot',
        refresh_token: 'planted-bot-refresh',
        authed_user: { id: 'U1', access_token: 'planted-user' },
      },
    ]
    const { asked, run } = await logIn(
      [name, '--scope', 'search:read users:read'],
      'code=planted-c',
    )

    expect(asked.searchParams.get('user_scope')).toBe('search:read,users:read')
    expect([run.code, run.stdout, run.stderr.split('\n').at(-2)]).toStrictEqual([
      1,
      '',
      'Slack (user token) gave an access token and no refresh token: it could not be kept fresh, so nothing was stored, and a secret that is there stays as it was; switch on token rotation in the app at Slack, and log in again',
    ])
    expect(JSON.parse(currentText(operator.account, name))).toStrictEqual(stored)
    expect(secretNamed(operator.account, name).versions).toHaveLength(1)
  })
})
