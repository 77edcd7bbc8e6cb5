import * as E from 'fp-ts/Either'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../http-server.ts'
import { AT, askToken } from './ask-token.ts'

type Answer = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | object
}

let answer: Answer = {}
let server: TestServer
beforeAll(async () => {
  server = await startServer((response) => {
    const { status = 200, headers = {}, body = '' } = answer
    response.writeHead(status, headers)
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
})
afterAll(() => server.stop())

const PLANTED = 'planted-refresh-token'
const answered = async (given: Answer, fields: Readonly<Record<string, unknown>> = {}) => {
  answer = given
  const result = await askToken({ url: server.url, refreshToken: PLANTED, fields })
  expect(JSON.stringify(result)).not.toContain('planted')
  return result
}

const granted = (more: object = {}) => E.right({ accessToken: 'new', ...more })
const unavailable = (cause: string, status: number, mayBeApplied: boolean, more: object = {}) =>
  E.left({ tag: 'ProviderUnavailable', cause, status, mayBeApplied, ...more })
const refused = (tag: string, providerCode: string, status: number) =>
  E.left({ tag, providerCode, status })
const dead = E.left({ tag: 'GrantRejected', providerCode: 'invalid_grant' })

describe('when tokens are granted', () => {
  it('gives them and how long they live', async () => {
    const body = {
      access_token: 'new',
      token_type: 'Bearer',
      refresh_token: 'next',
      expires_in: 3600,
      refresh_token_expires_in: 7_776_000,
      scope: 'a b',
      id_token: 'not.for.us',
    }

    expect(await answered({ body })).toEqual(
      granted({
        refreshToken: 'next',
        expiresInSeconds: 3600,
        refreshTokenExpiresInSeconds: 7_776_000,
      }),
    )
  })

  it('reads them from under a key where the provider wraps them, and where it does not', async () => {
    const fields = { answerKey: 'token' }

    for (const body of [
      { token: { access_token: 'new', expires_in: 60 } },
      { access_token: 'new', expires_in: 60 },
      { access_token: 'new', expires_in: 60, token: 'text' },
      { access_token: 'new', expires_in: 60, token: {} },
    ]) {
      expect(await answered({ body }, fields)).toEqual(granted({ expiresInSeconds: 60 }))
    }
  })

  it.each([
    ['no token type', {}, {}],
    ['a strange token type', { token_type: 'Acme' }, {}],
    ['a token type of another kind', { token_type: 5 }, {}],
    ['a scope that is a list', { scope: ['a'] }, {}],
    ['an id token that is none', { id_token: '' }, {}],
    ['an empty refresh token', { refresh_token: '' }, {}],
    ['no refresh token', { refresh_token: null }, {}],
    ['an empty error', { error: '', error_description: '' }, {}],
    ['an error that is null', { error: null }, {}],
    [
      'an error that is a warning',
      { error: 'deprecated', refresh_token: 'r' },
      { refreshToken: 'r' },
    ],
    ['a lifetime spelt as text', { expires_in: '3600' }, { expiresInSeconds: 3600 }],
    ['a lifetime with a fraction', { expires_in: '59.5' }, { expiresInSeconds: 60 }],
    ['no lifetime', { expires_in: null }, {}],
    ['a lifetime of 0', { expires_in: 0 }, {}],
    ['a negative lifetime', { expires_in: -1 }, {}],
    ['a lifetime that is no number', { expires_in: 'soon' }, {}],
    ['a lifetime of another kind', { expires_in: [3600] }, {}],
    ['a lifetime of ten years', { expires_in: 315_360_000 }, { expiresInSeconds: 315_360_000 }],
    ['a lifetime beyond ten years', { expires_in: 315_360_001 }, {}],
    ['a huge lifetime', { expires_in: 1e20 }, {}],
    ['a date instead of a lifetime', { expires_in: '1772456400' }, {}],
    [
      'a huge lifetime of the refresh token',
      { refresh_token_expires_in: '999999999999' },
      { refreshTokenExpiresInSeconds: 315_360_000 },
    ],
  ])('takes an answer with %s', async (_, fields, more) => {
    expect(await answered({ body: { access_token: 'new', ...fields } })).toEqual(granted(more))
  })

  it('believes no lifetime beyond twice the one that the provider is known for', async () => {
    const fields = { accessTokenLifetimeSeconds: 3600 }

    expect(await answered({ body: { access_token: 'new', expires_in: 7200 } }, fields)).toEqual(
      granted({ expiresInSeconds: 7200 }),
    )
    for (const tooLong of [7201, '3600000', 1e18])
      expect(
        await answered({ body: { access_token: 'new', expires_in: tooLong } }, fields),
      ).toEqual(granted())
  })

  it.each([
    ['another type of content', { headers: { 'content-type': 'text/html' } }],
    ['another status of success', { status: 201 }],
  ])('takes an answer with %s', async (_, given) => {
    expect(await answered({ ...given, body: { access_token: 'new' } })).toEqual(granted())
  })

  it('takes an answer of many parts, but not of so many that reading it takes too much memory', async () => {
    const scopes = (count: number) => ({ access_token: 'new', scopes: Array(count).fill({}) })

    expect(await answered({ body: scopes(9_998) })).toEqual(granted())
    expect(await answered({ body: scopes(9_999) })).toStrictEqual(
      unavailable('unreadable answer', 200, true),
    )
  })

  it('takes an answer that begins with a byte order mark', async () => {
    expect(await answered({ body: '\uFEFF{"access_token":"new"}' })).toEqual(granted())
  })
})

describe('when an answer of success holds no tokens', () => {
  it.each([
    ['a page', `<html>${PLANTED}</html>`],
    ['nothing', ''],
    ['half an answer', '{"access_token":"planted-'],
    ['a list', '[{"access_token":"planted"}]'],
    ['a text', '"planted"'],
    ['null', 'null'],
    ['an object without any', { message: PLANTED }],
    ['an empty access token', { access_token: '' }],
    ['an access token of another kind', { access_token: { planted: PLANTED } }],
    ['a form', 'access_token=planted&expires_in=3600'],
    ['a prototype with some', '{"__proto__":{"access_token":"planted"}}'],
  ])('takes %s for an outage that may have spent the refresh token', async (_, body) => {
    expect(await answered({ body })).toStrictEqual(unavailable('unreadable answer', 200, true))
  })
})

describe('when the provider refuses', () => {
  const error = (code: unknown) => ({ error: code, error_description: PLANTED, error_uri: PLANTED })

  it.each([[400], [401], [403], [200]])(
    'kills the grant on its own word only (status %i)',
    async (status) => {
      expect(await answered({ status, body: error('invalid_grant') })).toStrictEqual(dead)
    },
  )

  it.each([
    [401, 'invalid_client', 'ClientRejected'],
    [400, 'invalid_client', 'ClientRejected'],
    [200, 'invalid_client', 'ClientRejected'],
    [400, 'unauthorized_client', 'ClientRejected'],
    [400, 'invalid_request', 'RequestRejected'],
    [400, 'invalid_scope', 'RequestRejected'],
    [400, 'invalid_target', 'RequestRejected'],
    [400, 'unsupported_grant_type', 'RequestRejected'],
    [403, 'access_denied', 'RequestRejected'],
  ])('tells a status %i with %s for a %s', async (status, code, tag) => {
    expect(await answered({ status, body: error(code) })).toStrictEqual(refused(tag, code, status))
  })

  it.each([
    ['a repeated refresh token', PLANTED],
    ['a code around it', `invalid_grant ${PLANTED}`],
    ['another spelling', 'Invalid_Grant'],
    ['an object', { code: 'invalid_grant', token: PLANTED }],
    ['a list', ['invalid_grant']],
    ['a number', 400],
    ['what every object has', 'constructor'],
  ])('repeats nothing of an error that is %s', async (_, code) => {
    expect(await answered({ status: 400, body: error(code) })).toStrictEqual(
      refused('RequestRejected', 'unrecognised', 400),
    )
  })

  it.each([
    [401, '', 'none'],
    [401, `<html>${PLANTED}</html>`, 'none'],
    [403, `<html>${PLANTED}</html>`, 'none'],
    [404, '{}', 'none'],
    [400, 'null', 'none'],
    [302, '', 'none'],
    [304, '', 'none'],
  ])('kills no grant for a status %i without its word', async (status, body, code) => {
    expect(
      await answered({ status, body, headers: { location: 'https://evil.example/' } }),
    ).toStrictEqual(refused('RequestRejected', code, status))
  })
})

describe('when the provider is down', () => {
  it.each([
    [500, 'planted'],
    [502, '<html>'],
    [503, ''],
    [500, { error: 'invalid_grant', error_description: PLANTED }],
    [503, { error: 'invalid_client' }],
    [400, { error: 'server_error' }],
    [400, { error: 'temporarily_unavailable' }],
  ])(
    'takes a status %i for an outage that may have spent the refresh token',
    async (status, body) => {
      expect(await answered({ status, body })).toStrictEqual(
        unavailable('server error', status, true),
      )
    },
  )

  it('passes on when to come again', async () => {
    expect(await answered({ status: 503, headers: { 'retry-after': '120' } })).toStrictEqual(
      unavailable('server error', 503, true, { retryAfterSeconds: 120 }),
    )
  })
})

describe('when the provider is busy', () => {
  const date = 'Sun, 01 Mar 2026 12:00:00 GMT'

  it.each([
    ['seconds', '30', { retryAfterSeconds: 30 }],
    ['a date, against its own clock', 'Sun, 01 Mar 2026 12:01:30 GMT', { retryAfterSeconds: 90 }],
    ['a date that is past', 'Sun, 01 Mar 2026 11:00:00 GMT', {}],
    ['nothing that can be read', 'planted', {}],
    ['a negative number', '-5', {}],
    ['a number beyond all sense', '99999999999999999999', {}],
  ])('knows that nothing was applied, and reads %s', async (_, retryAfter, more) => {
    const headers = { date, 'retry-after': retryAfter }

    expect(await answered({ status: 429, headers, body: 'slow down' })).toStrictEqual(
      unavailable('rate limited', 429, false, more),
    )
  })

  it.each([
    [429, { error: 'invalid_grant' }],
    [400, { error: 'slow_down' }],
  ])('kills no grant for a status %i', async (status, body) => {
    expect(await answered({ status, body })).toStrictEqual(
      unavailable('rate limited', status, false),
    )
  })
})

describe('when a provider has names of its own for what it grants', () => {
  const inSixDays = AT.getTime() / 1000 + 6 * 86_400

  it.each([
    ['another name', { answer: { accessToken: 'token' } }, { token: 'new' }, {}],
    [
      'one of several names',
      { answer: { accessToken: ['access_token', 'accessToken'] } },
      { accessToken: 'new' },
      {},
    ],
    [
      'a dotted path',
      { answer: { accessToken: 'user.token', refreshToken: 'user.next' } },
      { access_token: 'of another', user: { token: 'new', next: 'r' } },
      { refreshToken: 'r' },
    ],
    [
      'a dotted name',
      { answer: { accessToken: 'user.token' } },
      { 'user.token': 'new', user: { token: 'other' } },
      {},
    ],
    [
      'milliseconds',
      { answer: { accessTokenEnd: { field: 'lives', as: 'milliseconds' } } },
      { access_token: 'new', lives: 3_600_000 },
      { expiresInSeconds: 3600 },
    ],
    [
      'a date in seconds, spelt as text',
      { answer: { accessTokenEnd: { field: 'until', as: 'epoch-seconds' } } },
      { access_token: 'new', until: String(inSixDays) },
      { expiresInSeconds: 518_400 },
    ],
    [
      'a date in milliseconds',
      { answer: { refreshTokenEnd: { field: 'until', as: 'epoch-milliseconds' } } },
      { access_token: 'new', until: inSixDays * 1000 },
      { refreshTokenExpiresInSeconds: 518_400 },
    ],
    [
      'a date-time',
      { answer: { grantEnd: { field: 'until', as: 'date-time' } } },
      { access_token: 'new', until: '2026-01-07T02:00:00+02:00' },
      { grantExpiresInSeconds: 518_400 },
    ],
    [
      'a date that is over',
      { answer: { accessTokenEnd: { field: 'until', as: 'date-time' } } },
      { access_token: 'new', until: '2025-12-31T23:59:59Z' },
      {},
    ],
    [
      'no date',
      { answer: { accessTokenEnd: { field: 'until', as: 'date-time' } } },
      { access_token: 'new', until: 'soon' },
      {},
    ],
    [
      'the first of several ends that says something',
      {
        answer: {
          accessTokenEnd: [
            { field: 'expires_in', as: 'seconds' },
            { field: 'until', as: 'epoch-seconds' },
          ],
        },
      },
      { access_token: 'new', expires_in: 0, until: inSixDays },
      { expiresInSeconds: 518_400 },
    ],
    [
      'a date beyond belief',
      {
        accessTokenLifetimeSeconds: 3600,
        answer: { accessTokenEnd: { field: 'until', as: 'epoch-seconds' } },
      },
      { access_token: 'new', until: inSixDays },
      {},
    ],
  ])('understands %s', async (_, fields, body, more) => {
    expect(await answered({ body }, fields)).toEqual(granted(more))
  })

  it('goes on with the stored access token where an answer has none by design', async () => {
    const fields = { keepsAccessToken: true, successWhen: { result: '0000' } }

    expect(await answered({ body: { result: '0000' } }, fields)).toEqual(
      E.right({ accessToken: 'stored' }),
    )
    expect(await answered({ body: { result: '1001' } }, fields)).toStrictEqual(
      refused('RequestRejected', 'none', 200),
    )
  })
})

describe('when a provider has codes of its own', () => {
  const refusals = {
    fields: ['errors.0.errorType', 'code'],
    deadGrant: ['gone', '4741'],
    wrongClient: ['who'],
    pause: ['busy'],
    outage: ['ill'],
  }
  const dead = (providerCode: string) => E.left({ tag: 'GrantRejected', providerCode })

  it.each([
    ['in a list', { errors: [{ errorType: 'gone' }] }, dead('gone')],
    ['as a number', { code: 4741 }, dead('4741')],
    ['in the usual field', { error: 'gone' }, dead('gone')],
    ['beside a code that nobody knows', { code: 'planted', error: 'gone' }, dead('gone')],
    [
      'under the usual name in its own field',
      { errors: [{ errorType: 'invalid_grant' }] },
      dead('invalid_grant'),
    ],
    ['of a wrong client', { code: 'who' }, refused('ClientRejected', 'who', 400)],
    ['of a pause', { code: 'busy' }, unavailable('rate limited', 400, false)],
    ['of trouble', { code: 'ill' }, unavailable('server error', 400, true)],
    ['that nobody knows', { code: 'planted' }, refused('RequestRejected', 'unrecognised', 400)],
    ['that is an object', { code: {} }, refused('RequestRejected', 'unrecognised', 400)],
    ['nowhere', { message: 'planted' }, refused('RequestRejected', 'none', 400)],
  ])('understands one %s', async (_, body, failure) => {
    expect(await answered({ status: 400, body }, { refusals })).toStrictEqual(failure)
  })

  it('understands a refusal under status 200', async () => {
    const fields = { successWhen: { ok: true }, refusals: { deadGrant: ['token_revoked'] } }

    expect(await answered({ body: { ok: false, error: 'token_revoked' } }, fields)).toStrictEqual(
      dead('token_revoked'),
    )
    expect(await answered({ body: { ok: true, access_token: 'new' } }, fields)).toEqual(granted())
    expect(await answered({ body: { access_token: 'new' } }, fields)).toEqual(granted())
  })
})
