import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { readCredential } from '../../lib/cli/operator/read-credential.ts'
import { roomForTokens } from '../../lib/credential/room-for-tokens.ts'

const tokens = { accessToken: 'a'.repeat(3000), refreshToken: 'r'.repeat(1000) }
const LIMIT = 57_344
const REFUSAL = 'at most 57344 bytes besides the tokens, so that longer ones fit'

describe('when much stands beside the tokens', () => {
  const problemOf = (bytes: number) => roomForTokens('x'.repeat(bytes), tokens)

  it('does not count the tokens themselves', () => {
    expect(problemOf(LIMIT + 4000)).toBeUndefined()
  })

  it('refuses a byte more', () => {
    expect(problemOf(LIMIT + 4001)).toStrictEqual({ path: '', expected: REFUSAL })
  })

  it('counts bytes, not characters', () => {
    expect(roomForTokens('é'.repeat(LIMIT / 2 + 1), {})).toStrictEqual({
      path: '',
      expected: REFUSAL,
    })
  })

  it('tells a person who hands it over what a run would say', () => {
    const text = JSON.stringify({ refresh_token: 'r', note: 'x'.repeat(LIMIT) })
    const read = readCredential(text, { tagged: 'credentials', providerDefault: undefined })

    expect(read).toStrictEqual(E.left(`expected ${REFUSAL}`))
  })
})
