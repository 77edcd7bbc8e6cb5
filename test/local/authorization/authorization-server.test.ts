import { afterEach, describe, expect, it, vi } from 'vitest'
import { realTime } from '../../../lib/local/account-clock.ts'
import {
  type AuthorizationServer,
  type AuthorizationServerSettings,
  startAuthorizationServer,
  type TokenRequestSeen,
} from '../../../lib/local/authorization/authorization-server.ts'

const servers: AuthorizationServer[] = []
afterEach(async () => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  await Promise.all(servers.splice(0).map(({ stop }) => stop()))
})

const start = async (
  overrides: Partial<AuthorizationServerSettings> = {},
): Promise<AuthorizationServer> => {
  const server = await startAuthorizationServer({
    clients: [
      { clientId: 'acme', clientSecret: 'acme-secret', authMethod: 'client_secret_post' },
      { clientId: 'other', clientSecret: 'other-secret', authMethod: 'client_secret_post' },
      {
        clientId: 'short',
        clientSecret: 's h/o:r+t',
        authMethod: 'client_secret_basic',
        accessTokenLifetimeSeconds: 60,
      },
      { clientId: 'public', authMethod: 'none' },
      {
        clientId: 'machine',
        clientSecret: 'machine-secret',
        authMethod: 'client_secret_post',
        grant: 'client_credentials',
      },
    ],
    accessTokenLifetimeSeconds: 3600,
    ...overrides,
  })
  servers.push(server)
  return server
}

const ask = async (
  { tokenUrl }: AuthorizationServer,
  body: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Record<string, unknown> }> => {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers,
    body: new URLSearchParams(body),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}

const refresh = (server: AuthorizationServer, refreshToken: unknown, overrides = {}) =>
  ask(server, {
    grant_type: 'refresh_token',
    refresh_token: String(refreshToken),
    client_id: 'acme',
    client_secret: 'acme-secret',
    ...overrides,
  })

const answered = (expiresInSeconds: number) => ({
  status: 200,
  body: {
    access_token: expect.stringMatching(/^demo-secret-[\w-]{43}$/),
    expires_in: expiresInSeconds,
    refresh_token: expect.stringMatching(/^demo-secret-[\w-]{43}$/),
    scope: 'offline_access',
    token_type: 'Bearer',
  },
})
const invalidGrant = {
  status: 400,
  body: { error: 'invalid_grant', error_description: 'grant request is invalid' },
}
const invalidClient = {
  status: 401,
  body: { error: 'invalid_client', error_description: 'client authentication failed' },
}

describe('when a refresh token is used', () => {
  it('answers with a new pair and spends the old token', async () => {
    const server = await start()
    const issued = await server.issue('acme')
    expect(issued).toStrictEqual({
      accessToken: expect.stringMatching(/^demo-secret-[\w-]{43}$/),
      refreshToken: expect.stringMatching(/^demo-secret-[\w-]{43}$/),
      expiresInSeconds: 3600,
    })
    expect(await server.stateOf(issued.refreshToken)).toBe('usable')

    const answer = await refresh(server, issued.refreshToken)

    expect(answer).toStrictEqual(answered(3600))
    expect(answer.body.refresh_token).not.toBe(issued.refreshToken)
    expect(await server.stateOf(issued.refreshToken)).toBe('spent')
    expect(await server.stateOf(String(answer.body.refresh_token))).toBe('usable')
    expect(server.refreshes()).toBe(1)
  })

  it("gives a client's own lifetime to its access tokens", async () => {
    const server = await start()
    const issued = await server.issue('short')
    const secret = encodeURIComponent('s h/o:r+t')
    const answer = await ask(
      server,
      { grant_type: 'refresh_token', refresh_token: issued.refreshToken },
      { authorization: `Basic ${btoa(`short:${secret}`)}` },
    )

    expect(issued.expiresInSeconds).toBe(60)
    expect(answer).toStrictEqual(answered(60))
  })

  it('asks no secret of a public client, and rotates its token for just as long', async () => {
    const server = await start()
    const issued = await server.issue('public')
    const asPublic = { client_id: 'public', client_secret: '' }

    const answer = await refresh(server, issued.refreshToken, asPublic)
    expect(answer).toStrictEqual(answered(3600))
    expect(await refresh(server, answer.body.refresh_token, asPublic)).toStrictEqual(answered(3600))
  })

  it('survives many rotations', async () => {
    const server = await start()
    let { refreshToken } = await server.issue('acme')
    for (let i = 0; i < 50; i++) {
      refreshToken = String((await refresh(server, refreshToken)).body.refresh_token)
    }

    expect(await server.stateOf(refreshToken)).toBe('usable')
    expect(server.refreshes()).toBe(50)
  })
})

describe('when a spent refresh token comes again', () => {
  it('refuses it and revokes the grant with the newest token', async () => {
    const server = await start()
    const bystander = await server.issue('acme')
    const { refreshToken } = await server.issue('acme')
    const newest = (await refresh(server, refreshToken)).body.refresh_token

    expect(await refresh(server, refreshToken)).toStrictEqual(invalidGrant)
    expect(await refresh(server, newest)).toStrictEqual(invalidGrant)
    expect(await server.stateOf(refreshToken)).toBe('unknown')
    expect(await server.stateOf(String(newest))).toBe('unknown')
    expect(await server.stateOf(bystander.refreshToken)).toBe('usable')
    expect(server.refreshes()).toBe(1)
  })

  it('serves one of many that come at the same moment, and revokes the grant', async () => {
    const server = await start()
    const { refreshToken } = await server.issue('acme')
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => refresh(server, refreshToken)),
    )
    const served = answers.filter(({ status }) => status === 200)

    expect(served).toHaveLength(1)
    expect(server.refreshes()).toBe(1)
    expect(await server.stateOf(refreshToken)).toBe('unknown')
    expect(await server.stateOf(String(served[0]?.body.refresh_token))).toBe('unknown')
    expect(await refresh(server, served[0]?.body.refresh_token)).toStrictEqual(invalidGrant)
  })
})

describe('when a request is refused', () => {
  it.each([
    ['a wrong client secret', { client_secret: 'wrong' }, invalidClient],
    ['a client that nobody knows', { client_id: 'nobody' }, invalidClient],
    [
      'the credentials of another client',
      { client_id: 'other', client_secret: 'other-secret' },
      invalidGrant,
    ],
    ['a refresh token that nobody issued', { refresh_token: 'made-up' }, invalidGrant],
  ])('keeps the grant usable after %s', async (_, overrides, refusal) => {
    const server = await start()
    const { refreshToken } = await server.issue('acme')

    expect(await refresh(server, refreshToken, overrides)).toStrictEqual(refusal)
    expect(await server.stateOf(refreshToken)).toBe('usable')
    expect(server.refreshes()).toBe(0)
    expect(await refresh(server, refreshToken)).toStrictEqual(answered(3600))
  })

  it('tells of every request, without the tokens', async () => {
    const seen: TokenRequestSeen[] = []
    const server = await start({ onTokenRequest: (request) => seen.push(request) })
    const { refreshToken } = await server.issue('acme')
    await refresh(server, refreshToken)
    await refresh(server, refreshToken)
    await refresh(server, refreshToken, { client_secret: 'wrong' })
    await refresh(server, refreshToken, { client_id: 'nobody' })

    expect(seen).toStrictEqual([
      { clientId: 'acme', outcome: 'refreshed' },
      { clientId: 'acme', outcome: 'refused', errorCode: 'invalid_grant' },
      { clientId: 'acme', outcome: 'refused', errorCode: 'invalid_client' },
      { clientId: 'nobody', outcome: 'refused', errorCode: 'invalid_client' },
    ])
  })

  it('rejects the consent of a client that nobody knows', async () => {
    const server = await start()

    await expect(server.issue('nobody')).rejects.toThrow('no client is named nobody')
  })
})

describe('when somebody revokes a grant', () => {
  it.each(['newest', 'spent'])('ends all its tokens, told by the %s one', async (told) => {
    const server = await start()
    const spent = (await server.issue('acme')).refreshToken
    const newest = String((await refresh(server, spent)).body.refresh_token)
    await server.revoke(told === 'spent' ? spent : newest)

    expect(await refresh(server, newest)).toStrictEqual(invalidGrant)
    expect(await server.stateOf(newest)).toBe('unknown')
  })

  it('does nothing for a token that nobody issued', async () => {
    const server = await start()
    const { refreshToken } = await server.issue('acme')
    await server.revoke('made-up')

    expect(await server.stateOf(refreshToken)).toBe('usable')
  })
})

describe('when a year has passed', () => {
  it('knows the refresh token no more', async () => {
    const server = await start()
    const { refreshToken } = await server.issue('acme')
    const day = 24 * 3_600_000
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 364 * day })
    expect(await server.stateOf(refreshToken)).toBe('usable')
    vi.setSystemTime(Date.now() + day + 1000)

    expect(await server.stateOf(refreshToken)).toBe('unknown')
    expect(await refresh(server, refreshToken)).toStrictEqual(invalidGrant)
  })
})

describe('when a client asks with its own credentials', () => {
  it('gives an access token, counted as no refresh', async () => {
    const server = await start()
    const machine = { client_id: 'machine', client_secret: 'machine-secret' }

    expect(await ask(server, { grant_type: 'client_credentials', ...machine })).toStrictEqual({
      status: 200,
      body: {
        access_token: expect.stringMatching(/^demo-secret-[\w-]{43}$/),
        expires_in: 3600,
        token_type: 'Bearer',
      },
    })
    expect(server.refreshes()).toBe(0)
  })

  it('refuses a client that did not ask for this grant', async () => {
    const server = await start()
    const acme = { client_id: 'acme', client_secret: 'acme-secret' }

    expect(await ask(server, { grant_type: 'client_credentials', ...acme })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })
})

describe('when the server starts and works', () => {
  it('writes nothing to the console, whatever a client accepts', async () => {
    const lines: unknown[] = []
    for (const method of ['info', 'warn', 'error', 'log'] as const) {
      vi.spyOn(console, method).mockImplementation((...line) => lines.push(line))
    }
    const server = await start()
    const { refreshToken } = await server.issue('acme')
    await refresh(server, refreshToken)
    await ask(server, {}, { accept: 'text/html', origin: 'http://localhost' })

    expect(lines).toStrictEqual([])
  })

  it('listens on the port that was asked for, again after a stop', async () => {
    const first = await start()
    const port = Number(first.tokenUrl.port)
    await first.stop()
    servers.splice(servers.indexOf(first), 1)
    const second = await start({ port })

    expect(second.tokenUrl.href).toBe(`http://127.0.0.1:${port}/token`)
  })

  it('rejects when the port is taken', async () => {
    const first = await start()

    await expect(start({ port: Number(first.tokenUrl.port) })).rejects.toThrow('EADDRINUSE')
  })
})

describe("when the account's time runs ahead of the machine's", () => {
  const DAY = 86_400_000
  const clockAhead = () => {
    let days = 0
    const ahead = () => days * DAY
    return {
      pass: (more: number) => {
        days += more
      },
      clock: {
        ...realTime,
        now: () => new Date(Date.now() + ahead()),
        machineTimeOf: (date: Date) => new Date(date.getTime() - ahead()),
      },
    }
  }

  it("gives new tokens while the grant lives, and none after a year of the account's time", async () => {
    const { pass, clock } = clockAhead()
    const server = await start({ clock })
    const { refreshToken } = await server.issue('acme')
    pass(364)
    const answer = await refresh(server, refreshToken)
    pass(2)

    expect(answer).toStrictEqual(answered(3600))
    expect(await server.stateOf(String(answer.body.refresh_token))).toBe('unknown')
    expect(await refresh(server, answer.body.refresh_token)).toStrictEqual(invalidGrant)
  })
})
