import { describe, expect, it } from 'vitest'
import { authorizationUrl, scopeOf } from '../../../lib/provider/login/authorization-request.ts'
import { definition } from '../definition.ts'

const urlFor = (fields: Readonly<Record<string, unknown>>, scopes: readonly string[] = []) =>
  authorizationUrl({
    definition: definition(fields),
    page: new URL('https://acme.com/login?lang=en'),
    clientId: 'app 1',
    redirectUri: 'http://127.0.0.1:1/callback',
    scopes,
    state: 'state-1',
    codeVerifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  })

describe('when a person is sent to a login page', () => {
  it('sends all that RFC 6749 and RFC 7636 want', () => {
    expect(urlFor({}, ['a', 'b']).href).toBe(
      'https://acme.com/login?lang=en&response_type=code&client_id=app%201&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcallback&scope=a%20b&state=state-1' +
        // the example of RFC 7636 appendix B
        '&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256',
    )
  })

  it('sends the parameters of the definition, and no scope where none is asked for', () => {
    const { searchParams } = urlFor({ authorizationParameters: { access_type: 'offline' } })

    expect(searchParams.get('access_type')).toBe('offline')
    expect(searchParams.has('scope')).toBe(false)
  })

  it('calls the client as the provider does', () => {
    const { searchParams } = urlFor({ parameterNames: { client_id: 'client_key' } })

    expect([searchParams.get('client_key'), searchParams.has('client_id')]).toStrictEqual([
      'app 1',
      false,
    ])
  })

  it('calls the parameters of the login as the page does, and leaves out what it does not take', () => {
    const { searchParams } = urlFor(
      {
        authorizationNames: { response_type: null, client_id: 'app', scope: 'user_scope' },
        parameterNames: { client_id: null },
      },
      ['a'],
    )
    const { code_challenge, ...others } = Object.fromEntries(searchParams)

    expect(others).toStrictEqual({
      lang: 'en',
      app: 'app 1',
      redirect_uri: 'http://127.0.0.1:1/callback',
      user_scope: 'a',
      state: 'state-1',
      code_challenge_method: 'S256',
    })
  })

  it('spells the challenge in hexadecimal for a provider that wants that', () => {
    // the octets of RFC 7636 appendix B
    expect(urlFor({ pkce: 'hex' }).searchParams.get('code_challenge')).toBe(
      '13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3',
    )
  })

  it('sends no challenge to a provider that does not take it', () => {
    expect([...urlFor({ pkce: false }).searchParams.keys()]).toStrictEqual([
      'lang',
      'response_type',
      'client_id',
      'redirect_uri',
      'state',
    ])
  })
})

describe('when scopes are put together', () => {
  it.each([
    [{}, [], undefined],
    [{}, ['a', 'b', 'a'], 'a b'],
    [{ authorizationParameters: { scope: 'offline openid' } }, ['a', 'openid'], 'offline openid a'],
    [{ scopeSeparator: ',', authorizationParameters: { scope: 'x y' } }, [], 'x,y'],
  ])('of %j and %j it asks for %s', (fields, given, scope) => {
    expect(scopeOf(definition(fields), given)).toBe(scope)
  })
})
