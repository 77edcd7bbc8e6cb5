import { once } from 'node:events'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { logIn, person, type Visited } from '../../provider/login/person.ts'
import { type BegunLogin, type LoginOperator, startLoginOperator } from './login-operator.ts'
import type { CommandRun } from './operator-cli.ts'

const NEW = ['crm/desk', '--provider', 'desk', '--port', '0']

describe('when a person logs in for a new credential', () => {
  let operator: LoginOperator
  let begun: BegunLogin
  let visited: Visited
  let run: CommandRun
  beforeAll(async () => {
    operator = await startLoginOperator()
    begun = await operator.begin(...NEW, '--scope', 'contacts.read')
    visited = await logIn(begun.address)
    run = await begun.ended
  })
  afterAll(() => operator.stop())

  it('asks with state, PKCE and all scopes', () => {
    const { searchParams } = new URL(begun.address)
    const { state, code_challenge, redirect_uri, ...others } = Object.fromEntries(searchParams)

    expect(others).toStrictEqual({
      prompt: 'consent',
      response_type: 'code',
      client_id: 'desk',
      scope: 'openid offline_access contacts.read',
      code_challenge_method: 'S256',
    })
    expect(redirect_uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/)
    expect([state, code_challenge].map((text) => text?.length)).toStrictEqual([43, 43])
  })

  it('makes the secret with its tags, and says so', () => {
    expect([run.code, run.stdout.split('\n')]).toStrictEqual([
      0,
      [
        'crm/desk: created, provider desk, format credentials',
        '  tags: token-rotation:provider = desk',
        '  its client is in token-rotation/clients/desk',
        '  the next sweep looks at it (the list of secrets may lag by some minutes)',
        '',
      ],
    ])
    expect(secretNamed(operator.account, 'crm/desk').tags).toStrictEqual({
      'token-rotation:provider': 'desk',
    })
  })

  it('stores tokens that the provider takes', async () => {
    const { access_token, refresh_token, issued_at, expires_in, ...others } = JSON.parse(
      currentText(operator.account, 'crm/desk'),
    )

    expect([others, expires_in, new Date(issued_at).toISOString()]).toStrictEqual([
      {},
      3600,
      issued_at,
    ])
    expect(operator.logins.secrets).toEqual(expect.arrayContaining([access_token, refresh_token]))
    const refreshed = await fetch(new URL('/token', operator.logins.url), {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('desk:planted-client-secret')}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token }),
    })
    expect(refreshed.status).toBe(200)
    expect(operator.logins.requests).toStrictEqual(['authorization_code', 'refresh_token'])
  })

  it('ends the login on a page that runs and loads nothing', () => {
    expect([visited.status, visited.page.includes('<h1>Logged in</h1>')]).toStrictEqual([200, true])
    expect(visited.headers.get('content-security-policy')).toMatch(/^default-src 'none'/)
    expect(visited.headers.get('referrer-policy')).toBe('no-referrer')
    expect(visited.page).not.toMatch(/script|style|src=|href=/)
  })

  it('says no code, token or client secret anywhere', () => {
    expect(operator.logins.secrets.length).toBeGreaterThan(3)
    expect(operator.spilled(run.stdout + run.stderr + visited.page)).toStrictEqual([])
  })
})

describe('when a person logs in again for a credential that is there', () => {
  const NAME = 'retently/former-admin'
  let operator: LoginOperator
  let before: Readonly<Record<string, unknown>>
  let run: CommandRun
  beforeAll(async () => {
    operator = await startLoginOperator({ clientAuth: 'client_secret_post' })
    await operator.sweep()
    before = JSON.parse(currentText(operator.account, NAME))
    operator.account.secretsManager.operations.PutSecretValue?.({
      SecretId: secretNamed(operator.account, NAME).arn,
      ClientRequestToken: crypto.randomUUID(),
      SecretString: JSON.stringify({
        ...before,
        client_id: 'desk',
        client_secret: 'planted-client-secret',
      }),
    })
  })
  afterAll(() => operator.stop())

  it('puts the tokens into what is there then, and looks at it', async () => {
    const begun = await operator.begin(NAME, '--port', '0')
    // somebody edits the secret while the person logs in
    const text = currentText(operator.account, NAME)
    operator.account.secretsManager.operations.PutSecretValue?.({
      SecretId: secretNamed(operator.account, NAME).arn,
      ClientRequestToken: crypto.randomUUID(),
      SecretString: JSON.stringify({ ...JSON.parse(text), edited: 'meanwhile' }),
    })
    await logIn(begun.address)
    run = await begun.ended
    const { refresh_token, access_token, token_expiry_date, ...others } = JSON.parse(
      currentText(operator.account, NAME),
    )
    const [stored, waiting, ...rest] = run.stdout.trimEnd().split('\n')

    expect(run.code).toBe(0)
    expect(stored).toMatch(
      /^retently\/former-admin: the new tokens are in version [0-9a-f-]{36}, the old ones stay as AWSPREVIOUS$/,
    )
    expect(waiting).toMatch(/^retently\/former-admin: \w+; waiting up to 180 s for a look at it$/)
    expect(rest.at(-1)).toMatch(/^retently\/former-admin: active, not refreshed now/)
    expect(operator.logins.secrets).toEqual(expect.arrayContaining([access_token, refresh_token]))
    expect([others.edited, others.client_id, typeof token_expiry_date]).toStrictEqual([
      'meanwhile',
      'desk',
      'string',
    ])
  })

  it.each([
    [['--provider', 'desk'], '--provider desk: expected retently, as the tags of the secret say\n'],
    [
      ['--format', 'credentials'],
      '--format: expected only with a new secret; this one is there, and its tags say it\n',
    ],
  ])('refuses what its tags say otherwise: %j', async (words, stderr) => {
    expect(
      await operator.run([
        'authorize',
        NAME,
        ...words,
        '--providers',
        `${operator.folder}/logins.json`,
      ]),
    ).toStrictEqual({ code: 2, stdout: '', stderr })
  })
})

describe('when a person logs in again for a credential that has scopes', () => {
  const NAME = 'crm/scoped'
  let operator: LoginOperator
  beforeAll(async () => {
    operator = await startLoginOperator({ authorizationParameters: { prompt: 'consent' } })
    for (const [name, credential] of [
      [NAME, { access_token: 'a', refresh_token: 'r', expires_at: 1, scope: STORED }],
      ['crm/without', { access_token: 'a', refresh_token: 'r', issued_at: null }],
    ] as const)
      operator.account.secretsManager.operations.CreateSecret?.({
        Name: name,
        ClientRequestToken: crypto.randomUUID(),
        SecretString: JSON.stringify(credential),
        Tags: [{ Key: 'token-rotation:provider', Value: 'desk' }],
      })
  })
  afterAll(() => operator.stop())

  const STORED = 'openid offline_access contacts.read'

  /** What a login asks the provider for and tells the person, without anybody who logs in. */
  const asked = async (...words: readonly string[]) => {
    const begun = await operator.begin(...words, '--port', '0')
    begun.child.kill('SIGINT')
    await begun.ended
    const scope = new URL(begun.address).searchParams.get('scope')
    return { scope, told: begun.said.split('\n')[0] }
  }

  it('asks for them again, and says so', async () => {
    expect(await asked(NAME)).toStrictEqual({
      scope: STORED,
      told: `scopes asked for: ${STORED}, as the secret has them (others: --scope)`,
    })
  })

  it('asks for those that the person names, and keeps them for the next login', async () => {
    const begun = await operator.begin(
      NAME,
      '--scope',
      'openid offline_access',
      '--port',
      '0',
      '--no-wait',
    )
    await logIn(begun.address)
    const run = await begun.ended
    const again = await asked(NAME)
    operator.account.secretsManager.operations.PutSecretValue?.({
      SecretId: secretNamed(operator.account, NAME).arn,
      ClientRequestToken: crypto.randomUUID(),
      SecretString: JSON.stringify({
        ...JSON.parse(currentText(operator.account, NAME)),
        scope: STORED,
      }),
    })

    expect([run.code, begun.said.split('\n')[0]]).toStrictEqual([
      0,
      'scopes asked for: openid offline_access',
    ])
    expect(again.scope).toBe('openid offline_access')
  })

  it('says that it asks for none where nobody names any', async () => {
    expect(await asked('crm/without')).toStrictEqual({
      scope: null,
      told: 'no scope is asked for: neither --scope nor the secret names one, and none is known that every login at Desk asks for; the grant may be narrower than you need',
    })
  })
})

describe('when the address is pasted', () => {
  let operator: LoginOperator
  beforeAll(async () => {
    operator = await startLoginOperator()
  })
  afterAll(() => operator.stop())

  it('takes it from a pipe', async () => {
    const begun = await operator.begin(...MANUAL)
    const { url } = await logIn(begun.address, person(PASTED))
    begun.child.stdin.end(`${url.href}\n`)
    const run = await begun.ended

    expect([run.code, run.stderr.split('\n').length]).toStrictEqual([0, 4])
    expect(run.stdout).toContain('crm/pasted: created')
    expect(operator.spilled(run.stdout + run.stderr)).toStrictEqual([])
  })

  it.each([
    [
      'leads elsewhere',
      'https://evil.example/callback?code=planted-code&state=x',
      'pasted address: expected the whole one, which begins with http://127.0.0.1:8976/callback\n',
    ],
    [
      'is of another login',
      'http://127.0.0.1:8976/callback?code=planted-code&state=planted',
      'pasted address: expected that of this very login, and its state is another one\n',
    ],
    [
      'is none',
      'planted-code',
      'pasted address: expected the whole one, which begins with http://127.0.0.1:8976/callback\n',
    ],
  ])('makes nothing of one that %s', async (_, pasted, message) => {
    const begun = await operator.begin(...MANUAL.with(0, 'crm/never'))
    begun.child.stdin.end(`${pasted}\n`)
    const run = await begun.ended

    expect([run.code, run.stdout, run.stderr.endsWith(message)]).toStrictEqual([1, '', true])
    expect(operator.names()).not.toContain('crm/never')
  })
})

const MANUAL = ['crm/pasted', '--provider', 'desk', '--manual']

/** Nobody listens there. */
const PASTED = 'http://127.0.0.1:8976/callback'

describe('when a login comes to nothing', () => {
  let operator: LoginOperator
  beforeAll(async () => {
    operator = await startLoginOperator()
  })
  afterAll(() => operator.stop())

  /** Where the browser would come back, with these parameters. */
  const back = (begun: BegunLogin, parameters: Readonly<Record<string, string>>): URL => {
    const asked = new URL(begun.address).searchParams
    const url = new URL(asked.get('redirect_uri') ?? '')
    for (const [name, value] of Object.entries({ state: asked.get('state') ?? '', ...parameters }))
      url.searchParams.set(name, value)
    return url
  }

  it('tells a refusal in its own words', async () => {
    const begun = await operator.begin(...NEW)
    const parameters = { error: 'access_denied', error_description: '<b>planted-words</b>' }
    const response = await fetch(back(begun, parameters))
    const page = await response.text()
    const run = await begun.ended

    expect([run.code, run.stdout, response.status]).toStrictEqual([1, '', 400])
    expect(run.stderr).toContain(
      'Desk: the login was refused, by the person or by the provider (access_denied)\n',
    )
    expect(page).toContain('<h1>Not logged in</h1>')
    expect(page + run.stderr).not.toContain('planted-words')
    expect(operator.names()).not.toContain('crm/desk')
  })

  it('waits on when somebody else sends a browser there', async () => {
    const begun = await operator.begin(...NEW)
    const strangers = await Promise.all([
      fetch(back(begun, { code: 'planted-code', state: 'planted' })),
      fetch(new URL('/', back(begun, {}))),
      fetch(back(begun, {}), { method: 'POST' }),
    ])
    await fetch(back(begun, { code: 'planted-code' }))
    const run = await begun.ended

    expect(strangers.map(({ status }) => status)).toStrictEqual([400, 404, 405])
    expect(run.stderr).toContain(
      'Desk: the code of the login was not accepted (invalid_grant); log in again\n',
    )
    expect(operator.logins.requests.at(-1)).toBe('authorization_code: invalid_grant')
    expect(operator.names()).not.toContain('crm/desk')
  })

  it('leaves nothing behind at Ctrl-C', async () => {
    const begun = await operator.begin(...NEW)
    begun.child.kill('SIGINT')
    const run = await begun.ended

    expect([run.code, run.stdout]).toStrictEqual([130, ''])
    expect(operator.names()).not.toContain('crm/desk')
  })
})

describe('when the browser leaves before the tokens are stored', () => {
  let operator: LoginOperator
  beforeAll(async () => {
    operator = await startLoginOperator()
  })
  afterAll(() => operator.stop())

  it('stores them, says so and ends', async () => {
    const begun = await operator.begin(...NEW)
    onTestFinished(() => void begun.child.kill('SIGKILL'))
    const leaving = new AbortController()
    operator.faults.next = ({ operation }) => {
      if (operation !== 'CreateSecret') return undefined
      leaving.abort()
      // so long that the end of the connection is known before the tokens are stored
      return { kind: 'delay', milliseconds: 500 }
    }
    const redirectUri = new URL(begun.address).searchParams.get('redirect_uri') ?? ''
    const { url } = await logIn(begun.address, person(redirectUri))
    await expect(fetch(url, { signal: leaving.signal })).rejects.toThrow('aborted')
    const run = await begun.ended
    operator.faults.next = undefined

    expect([run.code, run.stdout.split('\n')[0]]).toStrictEqual([
      0,
      'crm/desk: created, provider desk, format credentials',
    ])
    expect(operator.names()).toContain('crm/desk')
  })
})

describe('when Ctrl-C comes after the login', () => {
  let operator: LoginOperator
  beforeAll(async () => {
    operator = await startLoginOperator()
  })
  afterAll(() => operator.stop())

  it('stores the tokens first, once', async () => {
    const begun = await operator.begin(...NEW)
    // the reply is lost as well, so that the signal is there long before the end
    let isFirst = true
    operator.faults.next = ({ operation }) => {
      if (operation !== 'CreateSecret' || !isFirst) return undefined
      isFirst = false
      begun.child.kill('SIGINT')
      return { kind: 'lose-reply' }
    }
    await logIn(begun.address)
    const run = await begun.ended
    operator.faults.next = undefined

    expect([run.code, run.stdout.split('\n')[0]]).toStrictEqual([
      130,
      'crm/desk: created, provider desk, format credentials',
    ])
    expect(operator.names()).toContain('crm/desk')
  })
})

describe('when a person enters a code on another device', () => {
  let operator: LoginOperator
  beforeAll(async () => {
    operator = await startLoginOperator()
  })
  afterAll(() => operator.stop())

  it('waits for it, and stores the tokens', async () => {
    const begun = await operator.begin('crm/device', '--provider', 'desk', '--device')
    const { visit, submit } = person()
    // the page with the code in it sends its own form by a script; a person presses its button
    const confirm = await submit(await visit(begun.address), {})
    await logIn('', { visit: async () => submit(confirm, {}), submit })
    const run = await begun.ended

    expect(begun.said).toMatch(
      /^scopes asked for: openid offline_access, as every login at Desk \(more: --scope\)\nopen http:\/\/127\.0\.0\.1:\d+\/device and enter the code [A-Z-]+\n/,
    )
    expect([run.code, run.stdout.split('\n')[0]]).toStrictEqual([
      0,
      'crm/device: created, provider desk, format credentials',
    ])
    expect(operator.logins.requests.at(-1)).toBe('device_code')
    expect(operator.spilled(run.stdout + run.stderr)).toStrictEqual([])
  })
})

describe('when a login cannot begin', () => {
  let operator: LoginOperator
  beforeAll(async () => {
    operator = await startLoginOperator()
  })
  afterAll(() => operator.stop())

  it.each([
    [['crm/x'], 2, '--provider: expected it, since there is no secret crm/x yet'],
    [
      ['retently/former-admn'],
      2,
      '--provider: expected it, since there is no secret retently/former-admn yet; did you mean retently/former-admin?',
    ],
    [
      ['crm/x', '--provider', 'acme-crm'],
      2,
      '--provider acme-crm: expected the id of a provider of the catalogue or of --providers',
    ],
    [
      ['crm/x', '--provider', 'google-service-account'],
      2,
      "provider google-service-account: expected one at which a person logs in, and tokens of Google (service account) are the client's own",
    ],
    [
      ['crm/x', '--provider', 'workday', '--param', 'tenant=a'],
      2,
      '--param host=…: expected one of the choices',
    ],
    [
      ['crm/x', '--provider', 'xero'],
      1,
      'client: secret token-rotation/clients/xero: expected it to exist',
    ],
    [
      ['crm/x', '--provider', 'desk', '--format', 'msal-cache'],
      2,
      '--format: AccessToken: expected one entry, since a refresh answers for one',
    ],
    [
      ['crm/x', '--provider', 'desk', '--device', '--manual'],
      2,
      '--device: expected no --manual, --port or --redirect-uri beside it',
    ],
    [['crm/x', '--provider', 'desk', '--port', '1e3'], 2, 'a whole number from 0 to 65535'],
    [['token-rotation/clients/x', '--provider', 'desk'], 2, 'name: expected another one'],
  ])('says why, and asks nobody to log in: %j', async (words, code, message) => {
    const providers = `${operator.folder}/logins.json`
    const run = await operator.run(['authorize', ...words, '--providers', providers])

    expect([run.code, run.stdout]).toStrictEqual([code, ''])
    expect(run.stderr).toContain(message)
    expect(run.stderr).not.toContain('log in:')
  })

  it('says that the port is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const providers = `${operator.folder}/logins.json`
    const words = ['authorize', 'crm/x', '--provider', 'desk', '--port', port]
    const run = await operator.run([...words, '--providers', providers])
    taken.close()

    expect([run.code, run.stderr]).toStrictEqual([
      1,
      `port ${port}: expected a free one, and something listens there; give another with --port, or use --manual\n`,
    ])
  })

  it('says which permission is missing', async () => {
    operator.faults.next = ({ operation }) =>
      operation === 'DescribeSecret'
        ? { kind: 'error', status: 400, code: 'AccessDeniedException', message: 'no' }
        : undefined
    const providers = `${operator.folder}/logins.json`
    const run = await operator.run([
      'authorize',
      'crm/x',
      '--provider',
      'desk',
      '--providers',
      providers,
    ])
    operator.faults.next = undefined

    expect(run).toStrictEqual({
      code: 3,
      stdout: '',
      stderr: 'not allowed: secretsmanager:DescribeSecret on secret crm/x\n',
    })
  })
})
