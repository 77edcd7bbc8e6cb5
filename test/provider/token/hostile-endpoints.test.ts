import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { ClientRequest } from 'node:http'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { byId } from '../../../lib/provider/provider-file.ts'
import { guardedFetch } from '../../../lib/provider/token/guarded-fetch.ts'
import { errorCode, type TokenFailure } from '../../../lib/provider/token/token-failure.ts'
import { requestToken, type SendPost } from '../../../lib/provider/token/token-request.ts'
import { readTokenResponse } from '../../../lib/provider/token/token-response.ts'
import { rotate } from '../../../lib/rotation/rotate.ts'
import type { RotateEnv } from '../../../lib/rotation/rotate-env.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import { awsFailure, NOW, printOf, textOf } from '../../fixed-data.ts'
import { happyEnv } from '../../happy-env.ts'
import { definition } from '../definition.ts'
import { startServer } from '../http-server.ts'
import {
  ECHOES,
  HOSTILE,
  type HostileEndpoint,
  type StartEndpoint,
  type Told,
} from './hostile-endpoints.ts'

const REFRESH_TOKEN = 'planted-refresh-token'
const CLIENT_SECRET = 'planted-client-secret'
const TEXT = textOf(REFRESH_TOKEN)

/** Where this process asks for anything over HTTP, whoever does it. */
const hosts: string[] = []
const onRequest = (message: unknown) => {
  const request = typeof message === 'object' && message !== null && Reflect.get(message, 'request')
  if (request instanceof ClientRequest) hosts.push(request.host)
}
beforeAll(() => subscribe('http.client.request.start', onRequest))
afterAll(() => unsubscribe('http.client.request.start', onRequest))

const running: HostileEndpoint[] = []
const started = async (start: StartEndpoint): Promise<URL> => {
  const endpoint = await start()
  running.push(endpoint)
  hosts.length = 0
  return endpoint.url
}
afterEach(async () => {
  await Promise.all(running.splice(0).map(({ stop }) => stop()))
})

const atLoopback = guardedFetch({ loopback: true })
const impatient =
  (told?: Told): SendPost =>
  (post) =>
    atLoopback({
      ...post,
      timeoutMilliseconds: told?.startsWith('timed out') ? 200 : 5000,
    })

const acme = (url: URL, fields: object = {}) =>
  definition({
    tokenUrl: url.href,
    accessTokenLifetimeSeconds: 3600,
    defaultFormat: 'credentials',
    ...fields,
  })

/** What the token request itself comes to. */
const asked = async (url: URL, told?: Told) =>
  pipe(
    requestToken({ ...happyEnv().env, sendPost: impatient(told) })({
      definition: acme(url),
      url,
      client: { id: 'app', secret: CLIENT_SECRET, parameters: {} },
      token: REFRESH_TOKEN,
      timeoutMilliseconds: 5000,
    }),
    TE.flatMap(readTokenResponse({ definition: acme(url), at: NOW })),
  )()

/** A whole run against the endpoint, with planted secrets wherever one is kept. */
const rotated = async (url: URL, told?: Told, fields: object = {}) => {
  const world = happyEnv()
  const { secrets, remember, ledger, events, calls } = world
  secrets.versions.set('v1', { text: TEXT, createdAt: later(NOW, -7200) })
  remember({ current: printOf(REFRESH_TOKEN) })
  let requests = 0
  const sendPost: SendPost = (post) => {
    requests += 1
    return impatient(told)(post)
  }
  const outcome = await rotate({
    ...world.env,
    sendPost,
    providers: byId([acme(url, fields)]),
    clientSecret: () => TE.right(`{"client_id":"app","client_secret":"${CLIENT_SECRET}"}`),
  })(world.request())()
  const { status, error, message, nextAt, expiresAt, intent, current, spent } = ledger.item()
  expect(JSON.stringify([outcome, ledger.item(), events])).not.toContain('planted')
  return {
    outcome,
    requests,
    status,
    error,
    message,
    nextAt,
    expiresAt,
    intent,
    current,
    spent,
    events,
    wrote: calls.includes('putPending'),
    text: secrets.currentText(),
  }
}

const unavailable = (
  cause: Extract<TokenFailure, { tag: 'ProviderUnavailable' }>['cause'],
  mayBeApplied: boolean,
  status?: number,
): TokenFailure => ({
  tag: 'ProviderUnavailable',
  cause,
  mayBeApplied,
  ...(status === undefined ? {} : { status }),
})
const redirected = (status: number): TokenFailure => ({
  tag: 'RequestRejected',
  providerCode: errorCode(undefined),
  status,
})

const FAILURES: Readonly<Record<Told, TokenFailure>> = {
  'timed out': unavailable('timed out', true),
  'timed out before it was sent': unavailable('timed out', false),
  'no connection': unavailable('no connection', false),
  'connection lost': unavailable('connection lost', true),
  'unreadable answer': unavailable('unreadable answer', true),
  'unreadable answer 200': unavailable('unreadable answer', true, 200),
  'redirected 302': redirected(302),
  'redirected 307': redirected(307),
  'redirected 308': redirected(308),
}

const LOST = { status: 'failing', error: 'answer_lost', requests: 2 }
const NOT_SENT = { status: 'failing', error: 'provider_unavailable', requests: 1 }
const NO_ANSWER = (what: string) =>
  `the provider did not answer as it should (${what}); it is tried again`
const REJECTED = (status: number) => ({
  status: 'failing',
  error: 'request_rejected',
  message: `the provider does not accept the request (none, status ${status}); check the provider definition and the tags`,
  requests: 1,
})

/** What the ledger gets: a status, a code, one sentence. A request that may have been applied is tried once more. */
const LEDGER: Readonly<Record<Told, object>> = {
  'timed out': { ...LOST, message: NO_ANSWER('timed out') },
  'timed out before it was sent': { ...NOT_SENT, message: NO_ANSWER('timed out') },
  'no connection': { ...NOT_SENT, message: NO_ANSWER('no connection') },
  'connection lost': { ...LOST, message: NO_ANSWER('connection lost') },
  'unreadable answer': { ...LOST, message: NO_ANSWER('unreadable answer') },
  'unreadable answer 200': { ...LOST, message: NO_ANSWER('unreadable answer, status 200') },
  'redirected 302': REJECTED(302),
  'redirected 307': REJECTED(307),
  'redirected 308': REJECTED(308),
}

describe.each(HOSTILE)('when a token endpoint %s', (_, told, start) => {
  it(`is told as: ${told}, without a word of the answer`, async () => {
    const url = await started(start)

    expect(await asked(url, told)).toStrictEqual(E.left(FAILURES[told]))
    expect(hosts).toStrictEqual(['127.0.0.1'])
  })

  it('leaves the secret as it is, and tells the ledger in one sentence', async () => {
    const url = await started(start)
    const result = await rotated(url, told)

    expect(result).toMatchObject({ ...LEDGER[told], wrote: false, text: TEXT, intent: undefined })
    expect(result.current).toStrictEqual(printOf(REFRESH_TOKEN))
    expect(result.spent).toBeUndefined()
    expect(result.events.map(({ detailType }) => detailType)).toStrictEqual([
      'Token Refresh Failed',
    ])
  })
})

describe.each(Object.entries(ECHOES))('when a token endpoint repeats secrets %s', (_, echo) => {
  it.each([[REFRESH_TOKEN], [CLIENT_SECRET], [`${REFRESH_TOKEN}${CLIENT_SECRET}`]])(
    'repeats none of them (%#)',
    async (secret) => {
      const url = await started(echo(secret))
      const result = await asked(url)

      expect(E.isLeft(result)).toBe(true)
      expect(JSON.stringify(result)).not.toContain('planted')
    },
  )

  it('tells the ledger nothing of them', async () => {
    const url = await started(echo(`${REFRESH_TOKEN}${CLIENT_SECRET}`))

    expect(await rotated(url)).toMatchObject({ status: 'failing', wrote: false, text: TEXT })
  })
})

/** The fields of an answer that grants a token all the same; what the secret and the ledger get. */
type Quirk = {
  readonly answer: object
  readonly refreshToken?: string
  readonly expiresIn?: number
}
const KEPT: Readonly<Record<string, Quirk>> = {
  ...Object.fromEntries(
    [null, '', 0, 5, true, [], ['r'], {}, { token: 'r' }].map((value): [string, Quirk] => [
      `gives ${JSON.stringify(value)} for a refresh token`,
      { answer: { refresh_token: value } },
    ]),
  ),
  ...Object.fromEntries(
    [null, '', '0', 0, -1, -1e18, 1e18, '1e18', 1e308, 3_600_000, '3600000', 1_772_456_400].map(
      (value): [string, Quirk] => [
        `gives ${JSON.stringify(value)} for a lifetime`,
        { answer: { expires_in: value } },
      ],
    ),
  ),
  ...Object.fromEntries(
    ['NaN', 'Infinity', 'soon', ' 60', '0x60', true, [60], {}].map((value): [string, Quirk] => [
      `gives ${JSON.stringify(value)} for a lifetime`,
      { answer: { expires_in: value } },
    ]),
  ),
  'gives a lifetime as text': { answer: { expires_in: '1800' }, expiresIn: 1800 },
  'gives a fraction for a lifetime': { answer: { expires_in: 1799.001 }, expiresIn: 1800 },
  'gives a lifetime of a moment': { answer: { expires_in: 1e-9 }, expiresIn: 1 },
  ...Object.fromEntries(
    [null, '', 'Acme', 5, [], {}].map((value): [string, Quirk] => [
      `gives ${JSON.stringify(value)} for a token type`,
      { answer: { token_type: value } },
    ]),
  ),
  ...Object.fromEntries(
    ['x', -1, 1e18, [], {}].map((value): [string, Quirk] => [
      `gives ${JSON.stringify(value)} for every other field`,
      { answer: { scope: value, id_token: value, refresh_token_expires_in: value, error: value } },
    ]),
  ),
  'gives a refresh token of 8 KB': {
    answer: { refresh_token: 'r'.repeat(8192) },
    refreshToken: 'r'.repeat(8192),
  },
  'gives prototypes': {
    answer: JSON.parse('{"__proto__":{"expires_in":60},"constructor":{"prototype":5}}'),
  },
  'gives the sent refresh token again': { answer: { refresh_token: REFRESH_TOKEN } },
}

describe.each(Object.entries(KEPT))('when an answer %s', (_, { answer, ...kept }) => {
  const { refreshToken = REFRESH_TOKEN, expiresIn = 3600 } = kept

  it('keeps the tokens, and looks again before the access token can have ended', async () => {
    const url = await started(() =>
      startServer((response) => response.end(JSON.stringify({ access_token: 'new', ...answer }))),
    )
    const { outcome, status, text, nextAt, expiresAt, current, spent } = await rotated(url)

    expect([outcome.result, status]).toStrictEqual(['refreshed', 'active'])
    expect(text).toBe(
      textOf(refreshToken, {
        access_token: 'new',
        issued_at: NOW.toISOString(),
        expires_in: expiresIn,
      }),
    )
    expect(expiresAt).toStrictEqual(later(NOW, expiresIn))
    expect(nextAt?.getTime()).toBeLessThanOrEqual(later(NOW, Math.max(960, expiresIn)).getTime())
    expect(current).toStrictEqual(printOf(refreshToken))
    expect(spent).toStrictEqual(refreshToken === REFRESH_TOKEN ? undefined : printOf(REFRESH_TOKEN))
  })
})

describe('when nobody knows how long tokens of a provider live', () => {
  it.each([[1e18], [1_772_456_400], ['9999999999']])(
    'looks again within a day although the answer says %j',
    async (value) => {
      const url = await started(() =>
        startServer((response) =>
          response.end(JSON.stringify({ access_token: 'new', expires_in: value })),
        ),
      )
      const { status, expiresAt, nextAt } = await rotated(url, undefined, {
        accessTokenLifetimeSeconds: undefined,
      })

      expect([status, expiresAt]).toStrictEqual(['active', undefined])
      expect(nextAt?.getTime()).toBeLessThan(later(NOW, 86_400).getTime())
    },
  )
})

/** Tokens that are longer than any are. AWS refuses a value above 65,536 bytes with `ValidationException`. */
const grantedLong = async (bytes: number) => {
  const world = happyEnv()
  world.provider.script.push(async () =>
    Response.json({ access_token: 'a'.repeat(bytes), refresh_token: 'refresh-0-1' }),
  )
  const env: RotateEnv = {
    ...world.env,
    secrets: {
      ...world.env.secrets,
      putPending: (secret, id, text) =>
        Buffer.byteLength(text) > 65_536
          ? TE.left(awsFailure('PutSecretValue', 'ValidationException'))
          : world.env.secrets.putPending(secret, id, text),
    },
  }
  const run = async () => {
    const outcome = await rotate(env)(world.request())()
    world.clock.pass(3700)
    return outcome
  }
  return { ...world, run, first: await run() }
}

describe('when an access token of 60 KB is granted', () => {
  it('stores it', async () => {
    const { first, secrets } = await grantedLong(61_440)

    expect(first.result).toBe('refreshed')
    expect(JSON.parse(secrets.currentText())).toMatchObject({
      access_token: 'a'.repeat(61_440),
      refresh_token: 'refresh-0-1',
    })
  })

  it('is refreshed again, since the long token makes room for the next', async () => {
    const { run, provider } = await grantedLong(61_440)
    provider.script.push(async () =>
      Response.json({ access_token: 'a'.repeat(61_440), refresh_token: 'refresh-0-2' }),
    )

    expect(await run()).toMatchObject({ result: 'refreshed' })
  })
})

describe('when the secret would become larger than a secret may be', () => {
  it('keeps the tokens sealed, leaves the secret as it is and sends no spent token', async () => {
    const { run, secrets, ledger, provider, lost } = await grantedLong(65_536)
    await run()
    await run()

    expect(ledger.item()).toMatchObject({
      escrow: expect.any(Uint8Array),
      spent: printOf('refresh-0-0'),
      current: printOf('refresh-0-1'),
    })
    expect([secrets.current(), secrets.currentText()]).toStrictEqual(['v1', textOf('refresh-0-0')])
    expect(provider.sent).toStrictEqual(['refresh-0-0'])
    expect(lost).toStrictEqual([])
  })

  it('says what to mend in one message', async () => {
    const { run } = await grantedLong(65_536)

    expect(await run()).toMatchObject({ result: 'failed', errorCode: 'secret_refuses' })
  })
})
