import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { localSign } from '../../../lib/provider/client/signer.ts'
import { awaitDevice, inviteDevice } from '../../../lib/provider/login/authorization-device.ts'
import { guardedFetch } from '../../../lib/provider/token/guarded-fetch.ts'
import { definition } from '../definition.ts'
import { startServer, type TestServer } from '../http-server.ts'

type Answer = readonly [status: number, body: unknown]

const INVITATION = {
  device_code: 'd-1',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://acme.com/device',
  expires_in: 60,
}

let server: TestServer
let answers: Answer[]
let now: Date
let pauses: number[]
beforeEach(async () => {
  answers = []
  pauses = []
  now = new Date('2026-01-01T00:00:00Z')
  server = await startServer((response) => {
    const [status, body] = answers.shift() ?? [500, {}]
    response.statusCode = status
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
})
afterEach(() => server.stop())

const env = () => ({
  sendPost: guardedFetch({ loopback: true }),
  sign: localSign,
  now: () => now,
  newId: () => 'id-1',
})

const login = () => ({
  definition: definition({ authorizationParameters: { scope: 'offline' } }),
  client: { id: 'app', secret: 's', parameters: {} },
  deviceUrl: server.url,
  tokenUrl: server.url,
  scopes: ['read'],
})

const invited = async (...given: readonly Answer[]) => {
  answers = [...given]
  return inviteDevice(env())(login())()
}

/** Asks until the end; time passes only in the pauses. */
const polled = async (...given: readonly Answer[]) => {
  answers = [...given]
  const pause = async (seconds: number) => {
    pauses.push(seconds)
    now = new Date(now.getTime() + seconds * 1000)
  }
  return awaitDevice(env(), pause)(login(), {
    deviceCode: 'd-1',
    userCode: 'X',
    page: 'https://acme.com',
    pageWithCode: undefined,
    intervalSeconds: 5,
    endsInSeconds: 60,
  })()
}

const forms = () => server.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body)))

describe('when a device asks for a code', () => {
  it('sends the scopes and the proof of the client, and no grant', async () => {
    expect(await invited([200, { ...INVITATION, interval: 7 }])).toStrictEqual(
      E.right({
        deviceCode: 'd-1',
        userCode: 'WDJB-MJHT',
        page: 'https://acme.com/device',
        pageWithCode: undefined,
        intervalSeconds: 7,
        endsInSeconds: 60,
      }),
    )
    expect(forms()).toStrictEqual([{ scope: 'offline read', client_id: 'app', client_secret: 's' }])
  })

  it('takes the older name of the page, and the usual interval', async () => {
    const { verification_uri, ...rest } = INVITATION

    expect(await invited([200, { ...rest, verification_url: verification_uri }])).toMatchObject(
      E.right({ page: verification_uri, intervalSeconds: 5 }),
    )
  })

  it.each([
    ['a page that is none', { verification_uri: 'javascript:alert(1)' }],
    ['a page over plain http', { verification_uri: 'http://acme.com/device' }],
    ['no page', { verification_uri: undefined }],
    ['a code that steers a terminal', { user_code: '\u001b[2J' }],
    ['a whole page with a line break', { verification_uri_complete: 'https://acme.com/\nx' }],
    ['no end', { expires_in: 0 }],
  ])('shows nobody %s', async (_, fields) => {
    expect(await invited([200, { ...INVITATION, ...fields }])).toStrictEqual(
      E.left({
        tag: 'ProviderUnavailable',
        cause: 'unreadable answer',
        status: 200,
        mayBeApplied: true,
      }),
    )
  })

  it('tells a refusal', async () => {
    expect(await invited([401, { error: 'invalid_client' }])).toStrictEqual(
      E.left({ tag: 'ClientRejected', providerCode: 'invalid_client', status: 401 }),
    )
  })
})

describe('when a device waits for a person', () => {
  const pending: Answer = [400, { error: 'authorization_pending' }]
  const granted: Answer = [200, { access_token: 'a-1', refresh_token: 'r-1' }]

  it('asks at the interval until the tokens are there', async () => {
    expect(await polled(pending, pending, granted)).toMatchObject(
      E.right({ accessToken: 'a-1', refreshToken: 'r-1' }),
    )
    expect(pauses).toStrictEqual([5, 5, 5])
    expect(forms()[0]).toStrictEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      device_code: 'd-1',
      client_id: 'app',
      client_secret: 's',
    })
  })

  it('asks more slowly when it is told so, and after an outage', async () => {
    await polled([200, { error: 'slow_down' }], [503, 'down'], granted)

    expect(pauses).toStrictEqual([5, 10, 15])
  })

  it.each<[string, readonly Answer[], unknown]>([
    ['the person says no', [[400, { error: 'access_denied' }]], { code: 'denied' }],
    ['the code ended', [[400, { error: 'expired_token' }]], { code: 'ended' }],
    ['its time is over', Array.from({ length: 12 }, () => pending), { code: 'ended' }],
    [
      'the provider knows no such code',
      [[400, { error: 'invalid_grant' }]],
      { tag: 'GrantRejected', providerCode: 'invalid_grant' },
    ],
  ])('ends when %s', async (_, given, failure) => {
    expect(await polled(...given)).toMatchObject(E.left(failure))
    expect(answers).toStrictEqual([])
  })
})
