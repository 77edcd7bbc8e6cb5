import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../lib/codec/decode.ts'
import { readStored } from '../../lib/credential/stored-credential.ts'
import { EXAMPLES } from './examples/examples.ts'
import { NESTED } from './examples/nested.ts'

const PLANTED = 'planted-refresh-token'
const [DATE, SECONDS] = ['an ISO 8601 date-time', 'a whole number of seconds']
const EPOCH = 'a whole number of seconds since 1970'
const EPOCH_NUMBER = 'a number of seconds since 1970'
const EPOCH_TEXT = 'a string of the seconds since 1970'
const MILLISECONDS = 'a whole number of milliseconds since 1970'
const OBJECT = 'a JSON object'

const told = (
  text: string,
  tagged: Parameters<typeof readStored>[1]['tagged'],
): readonly string[] => {
  const read = readStored(text, { tagged, providerDefault: undefined })
  return E.isLeft(read) ? read.left.map(describeProblem) : []
}

describe('when a field is not what its format says', () => {
  it.each([
    ['oauth2-response', { access_token: 5 }, 'access_token: expected string'],
    ['oauth2-response', { expires_at: '2026-02-28' }, `expires_at: expected ${EPOCH_NUMBER}`],
    ['oauth2-response', { expires_in: PLANTED }, `expires_in: expected ${SECONDS}`],
    ['oauth2-response', { expires_at: 1e15 }, `expires_at: expected ${EPOCH_NUMBER}`],
    ['authlib', { expires_at: -1 }, `expires_at: expected ${EPOCH_NUMBER}`],
    ['requests-oauthlib', { expires_at: PLANTED }, `expires_at: expected ${EPOCH_NUMBER}`],
    ['token-set', { expires_at: '1772272800' }, `expires_at: expected ${EPOCH}`],
    ['token-set', { expires_at: 1772272800.5 }, `expires_at: expected ${EPOCH}`],
    ['simple-oauth2', { expires_at: 1772272800 }, `expires_at: expected ${DATE}`],
    ['authjs-account', { expires_at: PLANTED }, `expires_at: expected ${EPOCH}`],
    ['nango', { expires_at: 1772272800 }, `expires_at: expected ${DATE}`],
    ['nango', { type: 'OAUTH2_CC' }, 'type: expected "OAUTH2"'],
    ['nango', { config_override: PLANTED }, `config_override: expected ${OBJECT}`],
    ['nango', { config_override: { client_id: 1 } }, 'config_override.client_id: expected string'],
    ['league-oauth2-client', { expires: PLANTED }, `expires: expected ${EPOCH}`],
    ['go-oauth2', { expiry: 1772272800 }, `expiry: expected ${DATE}`],
    ['google-authorized-user', { expiry: PLANTED }, `expiry: expected ${DATE}`],
    ['google-authorized-user', { token: [PLANTED] }, 'token: expected string'],
    ['google-auth-library', { expiry_date: PLANTED }, `expiry_date: expected ${MILLISECONDS}`],
    ['google-api-dotnet', { IssuedUtc: 5 }, `IssuedUtc: expected ${DATE}`],
    [
      'spring-security',
      { access_token_expires_at: PLANTED },
      `access_token_expires_at: expected ${DATE}`,
    ],
    ['shopify-session', { expires: PLANTED }, `expires: expected ${MILLISECONDS}, or ${DATE}`],
    ['twurple', { obtainmentTimestamp: PLANTED }, `obtainmentTimestamp: expected ${MILLISECONDS}`],
    ['intuit-oauth', { createdAt: '2026-02-28' }, `createdAt: expected ${MILLISECONDS}`],
    ['airbyte', { credentials: [PLANTED] }, `credentials: expected ${OBJECT}`],
    [
      'airbyte',
      { credentials: { refresh_token: 5 } },
      'credentials.refresh_token: expected string',
    ],
    [
      'airbyte',
      { credentials: { token_expiry_date: PLANTED } },
      `credentials.token_expiry_date: expected ${DATE}`,
    ],
    [
      'apideck-import',
      { credentials: { expires_in: PLANTED } },
      `credentials.expires_in: expected ${SECONDS}`,
    ],
    ['slack-installation', { bot: PLANTED }, `bot: expected ${OBJECT}`],
    ['slack-installation', { user: { expiresAt: PLANTED } }, `user.expiresAt: expected ${EPOCH}`],
    [
      'slack-installation',
      { bot: { refreshToken: PLANTED }, user: { refreshToken: PLANTED } },
      'user: expected no refresh token beside that of bot, since one credential is one grant',
    ],
    ['adobe-ims', { access_token: PLANTED }, `access_token: expected ${OBJECT}`],
    ['adobe-ims', { refresh_token: { token: 5 } }, 'refresh_token.token: expected string'],
    [
      'adobe-ims',
      { access_token: { expiry: '1' } },
      `access_token.expiry: expected ${MILLISECONDS}`,
    ],
    [
      'msal-cache',
      { AccessToken: { [PLANTED]: { expires_on: 1772272800 } } },
      `AccessToken.expires_on: expected ${EPOCH_TEXT}`,
    ],
    ['msal-cache', { AccessToken: { k: PLANTED } }, `AccessToken: expected ${OBJECT}`],
    [
      'msal-cache',
      { AccessToken: { k: {} }, RefreshToken: { [PLANTED]: { secret: 5 } } },
      'RefreshToken.secret: expected string',
    ],
  ] as const)('tells of %s only the path and what was expected of %j', (id, object, expected) => {
    const messages = told(JSON.stringify({ note: PLANTED, ...object }), id)

    expect(messages).toStrictEqual([expected])
    expect(messages.join()).not.toContain('planted')
  })
})

describe('when an MSAL cache has more than one refresh answers for', () => {
  const entries = (...keys: readonly string[]) =>
    Object.fromEntries(keys.map((key) => [key, { secret: 's', home_account_id: key }]))

  it.each([
    [{ AccessToken: {} }, ['AccessToken']],
    [{ RefreshToken: entries('a') }, ['AccessToken']],
    [{ AccessToken: entries('a', 'b') }, ['AccessToken']],
    [
      { AccessToken: entries('a'), RefreshToken: entries('a', 'b'), IdToken: entries('a', 'b') },
      ['RefreshToken', 'IdToken'],
    ],
  ])('names the sections of %j', (object, sections) => {
    expect(told(JSON.stringify(object), 'msal-cache')).toStrictEqual(
      sections.map((section) => `${section}: expected one entry, since a refresh answers for one`),
    )
  })

  it('names the accounts', () => {
    const object = { AccessToken: entries('a'), Account: entries('a', 'b') }

    expect(told(JSON.stringify(object), 'msal-cache')).toStrictEqual([
      'Account: expected one account',
    ])
  })
})

describe('when a text has nothing of its format', () => {
  it.each(EXAMPLES.filter(({ id }) => id !== 'msal-cache').map(({ id }) => id))(
    'reads an empty credential of %s',
    (id) => {
      const read = readStored('{"x":1}', { tagged: id, providerDefault: undefined })

      expect(E.isRight(read) && Object.values(read.right.credential).filter(Boolean)).toStrictEqual(
        [],
      )
    },
  )

  it.each(NESTED)('takes no field of $id from a prototype', ({ id, text }) => {
    const planted = `{"__proto__":${text}}`
    const read = readStored(planted, { tagged: id, providerDefault: undefined })

    expect(JSON.stringify(E.isRight(read) ? read.right.credential : read.left)).not.toContain('old')
  })

  it('takes no field of an object in an object from its prototype', () => {
    const text =
      '{"credentials":{"__proto__":{"refresh_token":"old","access_token":"old"},"client_id":null}}'
    const read = readStored(text, { tagged: 'airbyte', providerDefault: undefined })

    expect(E.isRight(read) && Object.values(read.right.credential).filter(Boolean)).toStrictEqual(
      [],
    )
  })
})
