import { describe, expect, it } from 'vitest'
import { writeStored } from '../../lib/credential/stored-credential.ts'
import { EXAMPLES } from './examples/examples.ts'
import { NESTED } from './examples/nested.ts'
import { stored } from './stored.ts'

/** What a refresh gives whose answer says no lifetime. */
const ENDLESS = {
  accessToken: 'new-a',
  refreshToken: 'old-r',
  issuedAt: new Date('2026-03-01T12:00:00Z'),
  expiresAt: undefined,
  refreshBy: new Date('2026-03-02T12:00:00Z'),
}
const NEXT_REFRESH = 1772452800

const textOf = (id: string): string => EXAMPLES.find((example) => example.id === id)?.text ?? ''

const written = (id: Parameters<typeof stored>[1]) =>
  JSON.parse(writeStored(stored(textOf(id), id), ENDLESS))

describe('when nobody knows how long the new access token lives', () => {
  it.each([
    ['requests-oauthlib', { expires_at: NEXT_REFRESH, expires_in: 86_400 }],
    ['token-set', { expires_at: NEXT_REFRESH }],
    ['simple-oauth2', { expires_at: '2026-03-02T12:00:00.000Z', expires_in: 86_400 }],
    ['authjs-account', { expires_at: NEXT_REFRESH }],
    ['nango', { expires_at: '2026-03-02T12:00:00.000Z' }],
    ['league-oauth2-client', { expires: NEXT_REFRESH }],
    ['google-authorized-user', { expiry: '2026-03-02T12:00:00Z' }],
    ['google-api-dotnet', { IssuedUtc: '2026-03-01T12:00:00.000Z', expires_in: 86_400 }],
    ['spring-security', { access_token_expires_at: '2026-03-02T12:00:00.000Z' }],
    ['intuit-oauth', { createdAt: 1772366400000, expires_in: 86_400 }],
    ['smartsheets', { token_expiry_date: '2026-03-02T12:00:00.000Z' }],
    ['airbyte', { credentials: { token_expiry_date: '2026-03-02T12:00:00.000Z' } }],
    ['apideck-import', { credentials: { expires_in: 86_400 } }],
    ['adobe-ims', { access_token: { token: 'new-a', expiry: NEXT_REFRESH * 1000 } }],
  ] as const)(
    'gives %s the next refresh for an end, since its readers take none for the past',
    (id, fields) => {
      expect(written(id)).toMatchObject(fields)
    },
  )

  it('gives every date of msal-cache the next refresh', () => {
    const [entry] = Object.values<object>(written('msal-cache').AccessToken)

    expect(entry).toMatchObject({
      expires_on: `${NEXT_REFRESH}`,
      extended_expires_on: `${NEXT_REFRESH}`,
      refresh_on: `${NEXT_REFRESH}`,
    })
  })

  it.each([
    ['oauth2-response', { expires_at: null, expires_in: null }],
    ['authlib', { expires_at: null, expires_in: null }],
    ['google-auth-library', { expiry_date: null }],
    ['go-oauth2', { expiry: null }],
    ['shopify-session', { expires: null }],
    ['twurple', { expiresIn: null }],
    ['credentials', { expires_in: null }],
    ['slack-installation', { bot: { expiresAt: null } }],
  ] as const)('gives %s none, since its readers take that for no end', (id, fields) => {
    expect(written(id)).toMatchObject(fields)
  })
})

describe('when the refresh token stays what it was', () => {
  it.each([
    ['shopify-session', { refreshTokenExpires: 1775000000000 }],
    ['adobe-ims', { refresh_token: { token: 'old-r', expiry: 1773479600000 } }],
    ['spring-security', { refresh_token_issued_at: '2026-02-01T00:00:00Z' }],
    // from the new issue to the end as it was, which has passed
    ['intuit-oauth', { x_refresh_token_expires_in: 86_400 }],
  ] as const)('keeps what %s says of it', (id, fields) => {
    expect(written(id)).toMatchObject(fields)
  })

  it('counts the rest of its life from the new issue in intuit-oauth', () => {
    const issuedAt = new Date('2026-03-01T08:00:00Z')
    const text = writeStored(stored(textOf('intuit-oauth'), 'intuit-oauth'), {
      ...ENDLESS,
      issuedAt,
    })

    expect(JSON.parse(text).x_refresh_token_expires_in).toBe(3600)
  })

  it('keeps when msal-cache got it', () => {
    const [entry] = Object.values<object>(written('msal-cache').RefreshToken)

    expect(entry).toMatchObject({ secret: 'old-r', last_modification_time: '1772269200' })
  })
})

describe('when the refresh token is replaced by one whose end is not known', () => {
  it.each([
    ['shopify-session', { refreshTokenExpires: null }],
    ['adobe-ims', { refresh_token: { token: 'new-r', expiry: null } }],
  ] as const)('takes the end of the old one out of %s', (id, fields) => {
    const text = writeStored(stored(textOf(id), id), { ...ENDLESS, refreshToken: 'new-r' })

    expect(JSON.parse(text)).toMatchObject(fields)
  })
})

describe('when the answer says neither type nor scopes nor an id token', () => {
  it.each(NESTED.concat(EXAMPLES).filter(({ text }) => /scope|token_?type|id_token/i.test(text)))(
    'leaves those of $id',
    ({ id, text }) => {
      const told = (json: string) => json.match(/"[a-z_]*(scopes?|token_type|id_token)":[^[{,]*/g)

      expect(told(writeStored(stored(text, id), ENDLESS))).toStrictEqual(told(text))
    },
  )
})

describe('when a text is spelt in a way of its own', () => {
  it('takes the zero time of Go for no end', () => {
    const text = '{"access_token":"a","refresh_token":"r","expiry":"0001-01-01T00:00:00Z"}'

    expect(stored(text, 'go-oauth2').credential.expiresAt).toBeUndefined()
  })

  it('writes dates of Shopify as texts where they are texts', () => {
    const text =
      '{"shop":"a","accessToken":"a","expires":"2026-02-28T10:00:00.000Z","refreshTokenExpires":null}'
    const expiresAt = new Date('2026-03-01T13:00:00Z')
    const tokens = { ...ENDLESS, expiresAt, refreshTokenExpiresAt: expiresAt }

    expect(JSON.parse(writeStored(stored(text, 'shopify-session'), tokens))).toMatchObject({
      expires: '2026-03-01T13:00:00.000Z',
      refreshTokenExpires: '2026-03-01T13:00:00.000Z',
    })
  })

  it('adds no lifetime to an answer that is stored with its end only', () => {
    const text = '{"access_token":"a","refresh_token":"r","expires_at":1}'
    const tokens = { ...ENDLESS, expiresAt: new Date('2026-03-01T13:00:00Z') }

    for (const id of ['oauth2-response', 'authlib', 'token-set'] as const)
      expect(JSON.parse(writeStored(stored(text, id), tokens))).not.toHaveProperty('expires_in')
  })

  it('adds both to one that has neither', () => {
    const tokens = { ...ENDLESS, expiresAt: new Date('2026-03-01T13:00:00Z') }
    const text = writeStored(stored('{"refresh_token":"old-r"}', 'oauth2-response'), tokens)

    expect(JSON.parse(text)).toMatchObject({ expires_in: 3600, expires_at: 1772370000 })
  })

  it('parts the scopes of Slack at their commas', () => {
    const text = writeStored(stored(textOf('slack-installation'), 'slack-installation'), {
      ...ENDLESS,
      scope: 'chat:write,users:read',
    })

    expect(JSON.parse(text).bot.scopes).toStrictEqual(['chat:write', 'users:read'])
  })

  it('knows no issue before 1970', () => {
    const text = '{"access_token":"a","expires_at":10,"expires_in":60}'

    expect(stored(text, 'oauth2-response').credential.issuedAt).toBeUndefined()
  })
})
