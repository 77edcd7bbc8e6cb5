import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { byId, decodeProviders, encodeProviders } from '../../lib/provider/provider-file.ts'
import { definition } from './definition.ts'

const acme = { id: 'acme', name: 'Acme', tokenUrl: 'https://auth.acme.com/token' }
const problemsOf = (value: unknown) => decodeProviders(JSON.stringify(value))
const withFields = (fields: object) => problemsOf([acme, { ...acme, ...fields }])

describe('when a definition says only what it must', () => {
  it('has the defaults', () => {
    expect(problemsOf([acme])).toEqual(
      E.right([
        {
          ...acme,
          variables: {},
          grant: 'refresh_token',
          clientAuth: 'client_secret_post',
          bodyFormat: 'form',
          extraParameters: {},
          privateNetwork: false,
          sources: [],
        },
      ]),
    )
  })
})

describe('when a definition says all that it can', () => {
  const full = {
    id: 'acme-2',
    name: 'Acme',
    tokenUrl: 'https://{subdomain}.acme.com/{version}/token',
    variables: { subdomain: {}, version: { choices: ['v1', 'v2'], default: 'v2' } },
    grant: 'client_credentials',
    clientAuth: 'client_secret_basic',
    bodyFormat: 'json',
    extraParameters: { audience: 'x' },
    answerKey: 'data',
    rotatesRefreshToken: true,
    accessTokenLifetimeSeconds: 3600,
    refreshTokenLifetimeSeconds: 7_776_000,
    refreshTokenIdleSeconds: 2_592_000,
    refreshMarginSeconds: 120,
    defaultFormat: 'credentials',
    privateNetwork: true,
    sources: ['https://acme.com/docs'],
  }

  it('keeps all of it', () => {
    expect(problemsOf([full])).toEqual(E.right([full]))
  })

  it('reads back what it writes', () => {
    const definitions = [definition(full), definition(acme)]

    expect(decodeProviders(encodeProviders(definitions))).toEqual(E.right(definitions))
    expect(byId(definitions).get('acme-2')).toBe(definitions[0])
  })
})

describe('when one field of a definition is not as it must be', () => {
  const id = 'an id of lower-case letters, digits and hyphens, at most 64'
  const url = 'an https URL, with {variables} in its host or path only'
  const domain =
    'free {variables} of the host left of a domain that is fixed, as in {x}.example.com'
  const count = 'a whole number of seconds above 0'

  it.each([
    ['id', undefined, id],
    ['id', 'Acme', id],
    ['id', '-acme', id],
    ['id', 'a'.repeat(65), id],
    ['id', 'a b', id],
    ['id', '', id],
    ['name', '', 'a non-empty string'],
    ['name', undefined, 'a non-empty string'],
    ['tokenUrl', undefined, url],
    ['tokenUrl', 'auth.acme.com/token', url],
    ['tokenUrl', 'ftp://auth.acme.com/token', url],
    ['tokenUrl', 'http://auth.acme.com/token', url],
    ['tokenUrl', 'http://127.0.0.2/token', url],
    ['tokenUrl', 'http://localhost.acme.com/token', url],
    ['tokenUrl', 'http://localhost{x}/token', url],
    ['tokenUrl', 'https://user:password@acme.com/token', url],
    ['tokenUrl', 'https://acme.com/token#part', url],
    ['tokenUrl', 'https://acme.com/token?tenant={tenant}', url],
    ['tokenUrl', 'https://acme.com:{port}/token', url],
    ['tokenUrl', 'https://acme.com/{a b}/token', url],
    ['tokenUrl', 'https://acme.com/{}/token', url],
    ['tokenUrl', 'https://acme.com/{1}/token', url],
    ['tokenUrl', 'https://acme.com/{open', url],
    ['tokenUrl', 'https://acme.com\\@evil.com/', url],
    ['tokenUrl', ' https://acme.com/', url],
    ['tokenUrl', 'https://acme.com/a b', url],
    ['tokenUrl', 'https:///token', url],
    ['tokenUrl', 5, url],
    ['tokenUrl', 'https://{host}/token', domain],
    ['tokenUrl', 'https://{domain}.com/token', domain],
    ['tokenUrl', 'https://{domain}.com./token', domain],
    ['tokenUrl', 'https://{domain}..com/token', domain],
    ['tokenUrl', 'https://{domain}.com.:443/token', domain],
    ['tokenUrl', 'https://acme-{domain}.com/token', domain],
    ['tokenUrl', 'https://acme.{tld}/token', domain],
    ['tokenUrl', 'https://{a}.acme.{tld}/token', domain],
    ['variables', [], 'an object with one entry per variable'],
    ['variables.x', { x: 'a' }, 'an object with choices and default'],
    ['variables.x.choices', { x: { choices: [] } }, 'a list of at least one choice'],
    ['variables.x.choices', { x: { choices: [1] } }, 'a list of at least one choice'],
    ['variables.x.default', { x: { default: '' } }, 'a non-empty string'],
    ['variables.x.default', { x: { choices: ['a'], default: 'b' } }, 'one of the choices'],
    ['variables.x.pattern', { x: { pattern: '.*' } }, 'one of choices, default'],
    ['grant', 'password', 'one of refresh_token, client_credentials'],
    [
      'clientAuth',
      'private_key_jwt',
      'one of client_secret_post, client_secret_basic, client_secret_hash, none',
    ],
    ['bodyFormat', 'xml', 'one of form, json'],
    ['extraParameters', ['a'], 'an object of strings'],
    ['extraParameters.audience', { audience: 5 }, 'string'],
    ['answerKey', '', 'a non-empty string'],
    ['rotatesRefreshToken', 'yes', 'boolean'],
    ['accessTokenLifetimeSeconds', 0, count],
    ['accessTokenLifetimeSeconds', '3600', count],
    ['refreshTokenLifetimeSeconds', 1.5, count],
    ['refreshTokenIdleSeconds', -1, count],
    ['refreshMarginSeconds', null, count],
    ['defaultFormat', 'xml', 'one of credentials-camel-case, credentials, smartsheets, retently'],
    ['privateNetwork', 'true', 'boolean'],
    ['sources', 'https://acme.com', 'a list of texts'],
    ['sources.0', [''], 'a non-empty string'],
  ])('names %s of %j and what was expected', (path, value, expected) => {
    const [field = ''] = path.split('.')

    expect(withFields({ [field]: value })).toStrictEqual(
      E.left([`[1].${path}: expected ${expected}`]),
    )
  })

  it('names a field that nobody knows', () => {
    expect(withFields({ tokenURL: 'https://acme.com' })).toStrictEqual(
      E.left([
        '[1].tokenURL: expected one of id, name, tokenUrl, variables, grant, clientAuth, bodyFormat, extraParameters, answerKey, rotatesRefreshToken, accessTokenLifetimeSeconds, refreshTokenLifetimeSeconds, refreshTokenIdleSeconds, refreshMarginSeconds, defaultFormat, privateNetwork, sources',
      ]),
    )
  })
})

describe('when a text is no list of definitions', () => {
  it('says so', () => {
    const expected = 'expected a JSON array of provider definitions'

    expect(problemsOf({})).toStrictEqual(E.left([expected]))
    expect(problemsOf([acme, 'acme'])).toStrictEqual(
      E.left(['[1]: expected a provider definition']),
    )
    expect(decodeProviders('[,]')).toStrictEqual(E.left([`${expected}, and it is not JSON`]))
  })
})

describe('when a token URL is acceptable', () => {
  it.each([
    ['https://acme.com'],
    ['https://acme.com:8443/token?grant=a'],
    ['https://{x}.acme.com/token'],
    ['https://{x}.{y}.acme.com/{z}/token'],
    ['https://{x}-eu.acme.com:8443/token'],
    ['http://127.0.0.1:8080/token'],
    ['http://[::1]:8080/{x}/token'],
    ['http://localhost/token'],
  ])('takes %s', (tokenUrl) => {
    expect(definition({ tokenUrl }).tokenUrl).toBe(tokenUrl)
  })

  it('lets fixed choices name a whole host', () => {
    const variables = { host: { choices: ['acme.com', 'acme.eu'] } }

    expect(definition({ tokenUrl: 'https://{host}/token', variables }).variables).toEqual(variables)
  })
})
