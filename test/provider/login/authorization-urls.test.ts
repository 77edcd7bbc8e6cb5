import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { authorizationUrls } from '../../../lib/provider/login/authorization-urls.ts'
import { definition } from '../definition.ts'

const urlsOf = (
  fields: Readonly<Record<string, unknown>>,
  parameters: Readonly<Record<string, string>> = {},
) => authorizationUrls(definition(fields), parameters)

describe('when the addresses of a login are filled in', () => {
  it('uses the variables of the token URL', () => {
    const fields = {
      tokenUrl: 'https://{tenant}.acme.com/token',
      authorizationUrl: 'https://{tenant}.acme.com/login',
      deviceAuthorizationUrl: 'https://acme.com/{tenant}/device',
      codeTokenUrl: 'https://acme.com/code',
    }

    expect(urlsOf(fields, { tenant: 'a' })).toStrictEqual(
      E.right({
        page: new URL('https://a.acme.com/login'),
        device: new URL('https://acme.com/a/device'),
        token: new URL('https://acme.com/code'),
        longLived: undefined,
      }),
    )
  })

  it('exchanges codes at the token URL where nothing else is said', () => {
    expect(urlsOf({})).toStrictEqual(
      E.right({
        page: undefined,
        device: undefined,
        token: new URL('https://auth.acme.com/token'),
        longLived: undefined,
      }),
    )
  })

  it('sends people to the page of the host that is asked for tokens', () => {
    const fields = {
      tokenUrl: 'https://{host}/token',
      variables: { host: { choices: ['api.acme.com', 'api.eu.acme.com'] } },
      authorizationUrl: 'https://www.acme.com/api.acme.com?x=www.acme.com',
      authorizationHosts: { 'api.eu.acme.com': 'www.eu.acme.com' },
    }

    expect(urlsOf(fields, { host: 'api.acme.com' })).toMatchObject({
      right: { page: new URL('https://www.acme.com/api.acme.com?x=www.acme.com') },
    })
    expect(urlsOf(fields, { host: 'api.eu.acme.com' })).toMatchObject({
      right: { page: new URL('https://www.eu.acme.com/api.acme.com?x=www.acme.com') },
    })
  })

  it.each([
    [{ grantType: 'x' }, 'https://a.acme.com/token'],
    [{ grantType: 'x', url: 'https://{tenant}.acme.com/long' }, 'https://a.acme.com/long'],
  ])('exchanges short-lived tokens by %j', (longLivedExchange, url) => {
    const tokenUrl = 'https://{tenant}.acme.com/token'

    expect(urlsOf({ tokenUrl, longLivedExchange }, { tenant: 'a' })).toMatchObject({
      right: { longLived: new URL(url) },
    })
  })

  it('asks for a variable that has no value', () => {
    const tokenUrl = 'https://{tenant}.acme.com/token'

    expect(urlsOf({ tokenUrl, authorizationUrl: tokenUrl })).toStrictEqual(
      E.left('--param tenant=…: expected one DNS label (letters, digits, hyphens)'),
    )
  })

  it.each([
    ['another variable', 'https://acme.com/{other}', {}],
    // as it may be taken over by a definition that extends another
    ['a domain that a tag chooses', 'https://{tenant}.com/login', { tenant: 'evil' }],
  ])('refuses %s', (_, authorizationUrl, parameters) => {
    const tokenUrl = 'https://auth.acme.com/{tenant}'

    expect(urlsOf({ tokenUrl, authorizationUrl }, parameters)).toStrictEqual(
      E.left(
        'acme.authorizationUrl: expected only {variables} of its tokenUrl, left of a domain that is fixed',
      ),
    )
  })
})
