import { describe, expect, it } from 'vitest'
import { loginScopes, tellScopes } from '../../../../lib/cli/operator/authorization/scopes.ts'
import type { Client } from '../../../../lib/provider/client/client.ts'
import { definition } from '../../../provider/definition.ts'

const client = (scope?: string): Client => ({
  id: 'app',
  secret: 's',
  parameters: scope === undefined ? {} : { scope },
})
const plain = definition({})
const offline = definition({ authorizationParameters: { scope: 'offline' } })

describe('when the scopes of a login are chosen', () => {
  it.each([
    ['the person', { named: ['n'], stored: ['s'], client: client('c') }, ['offline', 'n']],
    ['the secret', { stored: ['s', 'offline'], client: client('c d') }, ['offline', 's']],
    ['the client', { named: [], stored: [], client: client('c d') }, ['offline', 'c', 'd']],
    ['nobody', { stored: [], client: client() }, ['offline']],
  ] as const)('takes those of %s, and what every login asks for', (on, given, all) => {
    expect(loginScopes(offline, given)).toStrictEqual({ all, on })
  })
})

describe('when it is told what a login asks for', () => {
  it.each([
    [{ all: ['a', 'b'], on: 'the person' }, 'scopes asked for: a b'],
    [
      { all: ['a'], on: 'the client' },
      'scopes asked for: a, as the secret of its client says (others: --scope)',
    ],
    [{ all: ['a'], on: 'nobody' }, 'scopes asked for: a, as every login at Acme (more: --scope)'],
    [
      loginScopes(plain, { stored: [], client: client() }),
      'no scope is asked for: neither --scope nor the secret names one, and none is known that every login at Acme asks for; the grant may be narrower than you need',
    ],
  ] as const)('says of %j', (scopes, sentence) => {
    expect(tellScopes(scopes, plain, '--scope')).toBe(sentence)
  })
})
