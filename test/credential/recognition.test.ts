import { describe, expect, it } from 'vitest'
import { recogniseFormat } from '../../lib/credential/formats.ts'

const recognise = (
  keys: readonly string[],
  tagged?: Parameters<typeof recogniseFormat>[1],
  providerDefault?: Parameters<typeof recogniseFormat>[2],
) => recogniseFormat(new Set(keys), tagged, providerDefault).id

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
