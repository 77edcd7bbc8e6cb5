import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { describeProblem } from '../../lib/codec/decode.ts'
import { readStored, writeStored } from '../../lib/credential/stored-credential.ts'
import { MALFORMED, ODD_CONTENT } from './malformed-secrets.ts'
import { stored } from './stored.ts'

// what a rotation makes of them: rotation/malformed-secrets.test.ts, main-job/malformed-secrets.test.ts

describe('when a text is malformed', () => {
  it('is one of many kinds', () => {
    expect(new Set(MALFORMED.map(({ text, tagged }) => `${tagged} ${text}`)).size).toBe(
      MALFORMED.length,
    )
    expect(MALFORMED.length).toBeGreaterThan(60)
  })

  it.each(MALFORMED)('tells no value of one that $situation', ({ text, tagged }) => {
    const read = readStored(text, { tagged, providerDefault: 'credentials' })
    const told = E.isLeft(read) ? read.left.map(describeProblem).join('; ') : ''

    expect(told).not.toContain('planted')
    // whatever is let through here has no refresh token, or no room for a longer one
    expect(
      E.isLeft(read) ||
        read.right.credential.refreshToken === undefined ||
        Buffer.byteLength(text) > 57_344,
    ).toBe(true)
  })
})

describe('when other content is odd', () => {
  const tokens = {
    accessToken: 'a',
    refreshToken: 'next',
    issuedAt: undefined,
    expiresAt: undefined,
  }

  it.each(Object.entries(ODD_CONTENT))('keeps %s when tokens are written', (_, content) => {
    const read = stored(`{${content}"refresh_token":"old"}`, 'credentials')

    expect(read.credential.refreshToken).toBe('old')
    expect(writeStored(read, tokens)).toContain(`{${content}"refresh_token"`)
    expect(writeStored(read, tokens)).toMatch(/"refresh_token"\s*:\s*"next"/)
  })
})

describe('when a stored lifetime leads beyond what a date can tell', () => {
  it('knows no expiry', () => {
    const text = '{"issued_at":"9999-12-31T23:59:59Z","expires_in":1}'

    expect(stored(text, 'credentials').credential.expiresAt).toBeUndefined()
  })
})
