import { describe, expect, it } from 'vitest'
import {
  describeRefusal,
  readAuthorizationAnswer,
} from '../../../lib/provider/login/authorization-answer.ts'

const read = (query: string) => readAuthorizationAnswer(new URLSearchParams(query), 's-1')

describe('when a browser comes back', () => {
  it.each([
    ['code=c&state=s-1', { tag: 'Granted', code: 'c' }],
    ['code=c', { tag: 'Stranger' }],
    ['code=c&state=', { tag: 'Stranger' }],
    ['code=c&state=s-2', { tag: 'Stranger' }],
    ['code=c&state=s-11', { tag: 'Stranger' }],
    ['code=c&state=s-1&state=s-1', { tag: 'Stranger' }],
    ['error=access_denied', { tag: 'Stranger' }],
    ['error=access_denied&state=s-1', { tag: 'Refused', code: 'access_denied' }],
    ['error=access_denied&code=c&state=s-1', { tag: 'Refused', code: 'access_denied' }],
    ['error=%1B%5B31m&state=s-1', { tag: 'Refused', code: 'other' }],
    ['error=&code=c&state=s-1', { tag: 'Granted', code: 'c' }],
    ['state=s-1', { tag: 'Refused', code: 'no code' }],
    ['code=&state=s-1', { tag: 'Refused', code: 'no code' }],
    ['code=a&code=b&state=s-1', { tag: 'Refused', code: 'no code' }],
  ])('reads %s', (query, answer) => {
    expect(read(query)).toStrictEqual(answer)
  })

  it.each([
    ['auth_code=c&state=s-1', { tag: 'Granted', code: 'c' }],
    ['auth_code=b&code=c&state=s-1', { tag: 'Granted', code: 'c' }],
    ['auth_code=b&auth_code=c&state=s-1', { tag: 'Refused', code: 'no code' }],
    ['other=c&state=s-1', { tag: 'Refused', code: 'no code' }],
  ])('reads %s where the code has several names', (query, answer) => {
    const parameters = new URLSearchParams(query)

    expect(readAuthorizationAnswer(parameters, 's-1', ['code', 'auth_code'])).toStrictEqual(answer)
  })

  it('has words for what it does not know', () => {
    expect(describeRefusal('other')).toBe('the provider refused the login with an error of its own')
  })
})
