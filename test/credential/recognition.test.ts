import { describe, expect, it } from 'vitest'
import { recogniseFormat } from '../../lib/credential/formats.ts'

const recognise = (
  keys: readonly string[],
  tagged?: Parameters<typeof recogniseFormat>[1],
  providerDefault?: Parameters<typeof recogniseFormat>[2],
) => recogniseFormat(Object.fromEntries(keys.map((key) => [key, null])), tagged, providerDefault).id

const CLIENT = ['client_id', 'client_secret', 'refresh_token']
const SMARTSHEETS = [...CLIENT, 'access_token', 'token_expiry_date']

describe('when a tag names the format', () => {
  it('believes it against the keys and the default of the provider', () => {
    expect(recognise(['accessToken'], 'smartsheets', 'retently')).toBe('smartsheets')
  })
})

describe('when no tag names the format', () => {
  it.each([
    ['credentials-camel-case', ['accessToken']],
    ['credentials-camel-case', ['refreshToken', 'client_id']],
    ['credentials-camel-case', ['issuedAt']],
    ['credentials-camel-case', ['expiresIn']],
    ['credentials', ['issued_at', 'refresh_token']],
    ['credentials', ['expires_in', ...CLIENT]],
    ['smartsheets', ['token_expiry_date']],
    ['retently', CLIENT],
  ])('knows %s by the keys %j', (id, keys) => {
    expect(recognise(keys)).toBe(id)
  })

  it('believes telling keys against the default of the provider', () => {
    expect(recognise(['expires_in'], undefined, 'smartsheets')).toBe('credentials')
    expect(recognise(CLIENT, undefined, 'smartsheets')).toBe('retently')
  })
})

describe('when the keys fit smartsheets and retently alike', () => {
  it('lets the default of the provider decide', () => {
    expect(recognise(SMARTSHEETS, undefined, 'retently')).toBe('retently')
    expect(recognise(SMARTSHEETS, undefined, 'smartsheets')).toBe('smartsheets')
  })

  it('takes smartsheets where the default is neither', () => {
    expect(recognise(SMARTSHEETS)).toBe('smartsheets')
    expect(recognise(SMARTSHEETS, undefined, 'credentials')).toBe('smartsheets')
  })
})

describe('when neither tag nor keys tell', () => {
  it.each([[[]], [['access_token', 'refresh_token']], [['toString', '__proto__']]])(
    'takes the default of the provider, else credentials, for %j',
    (keys) => {
      expect(recognise(keys, undefined, 'smartsheets')).toBe('smartsheets')
      expect(recognise(keys)).toBe('credentials')
    },
  )
})

describe('when a plain object holds what another format calls its own', () => {
  it.each([
    ['credentials', ['issued_at', 'access_token', 'expires_at', 'expiry', 'shop']],
    ['credentials-camel-case', ['issuedAt', 'accessToken', 'shop', 'obtainmentTimestamp']],
    ['smartsheets', [...SMARTSHEETS, 'token_uri', 'expiry_date', 'expires_at']],
  ] as const)('still takes it for %s', (id, keys) => {
    expect(recognise(keys)).toBe(id)
  })

  it('lets the default of the provider decide where only the client tells', () => {
    expect(recognise([...CLIENT, 'token_uri'], undefined, 'retently')).toBe('retently')
    expect(recognise([...CLIENT, 'token_uri'])).toBe('google-authorized-user')
  })
})

describe('when an object holds tokens at its top and in an object', () => {
  it.each([
    { refresh_token: 'r', credentials: { client_id: 'app', refresh_token: 'r' } },
    { refresh_token: 'r', bot: { token: 'a' } },
  ])('takes no notice of the object', (object) => {
    expect(recogniseFormat(object, undefined, 'credentials').id).toBe('credentials')
  })
})

describe('when an answer is stored with `expires_at`', () => {
  const answer = { access_token: 'a', refresh_token: 'r', expires_in: 3600 }

  it.each([
    ['oauth2-response', { ...answer, expires_at: 1772272800 }],
    ['oauth2-response', { ...answer, expires_at: '1772272800' }],
    ['oauth2-response', { ...answer, expires_at: null }],
    ['requests-oauthlib', { ...answer, expires_at: 1772272800.5, scope: [] }],
    ['simple-oauth2', { ...answer, expires_at: '2026-02-28T10:00:00.000Z' }],
  ] as const)('knows %s by how the date and the scopes are spelt', (id, object) => {
    expect(recogniseFormat(object, undefined, 'smartsheets').id).toBe(id)
  })

  it.each(['authlib', 'token-set', 'credentials'] as const)(
    'takes %s where that is the default of the provider',
    (id) => {
      expect(recogniseFormat({ ...answer, expires_at: 1772272800 }, undefined, id).id).toBe(id)
    },
  )
})
