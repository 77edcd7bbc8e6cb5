import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { FormatId } from '../../lib/credential/formats.ts'
import { authorizationFields } from '../../lib/provider/login/authorization-fields.ts'
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
          clientAuth: ['client_secret_post'],
          needsCertificate: false,
          method: 'POST',
          bodyFormat: 'form',
          headers: {},
          extraParameters: {},
          parameterNames: {},
          clientParameters: [],
          keepsAccessToken: false,
          successWhen: {},
          privateNetwork: false,
          notes: [],
          sources: {},
          unconfirmed: [],
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
    variables: {
      subdomain: { pattern: 'acme-.*', labels: 2 },
      version: { choices: ['v1', 'v2'], default: 'v2' },
    },
    grant: 'access_token',
    grantType: 'acme_exchange',
    clientAuth: ['private_key_jwt', 'client_secret_basic'],
    needsCertificate: true,
    assertionAudience: 'https://acme.com',
    method: 'GET',
    bodyFormat: 'query',
    headers: { 'acme-version': '2' },
    extraParameters: { audience: 'x' },
    parameterNames: { access_token: 'acme_token', client_id: null },
    clientParameters: ['redirect_uri'],
    answerKey: 'data',
    answer: {
      accessToken: ['token', 'accessToken'],
      refreshToken: ['next'],
      accessTokenEnd: [{ field: 'until', as: 'epoch-milliseconds' }],
      refreshTokenEnd: [{ field: 'next.until', as: 'date-time' }],
      grantEnd: [{ field: 'hard_expires_in', as: 'seconds' }],
    },
    keepsAccessToken: true,
    successWhen: { ok: true, result: '0000' },
    refusals: {
      fields: ['errors.0.type'],
      deadGrant: ['gone'],
      wrongClient: ['who'],
      pause: ['busy'],
      outage: ['ill'],
    },
    rotatesRefreshToken: true,
    reuseGraceSeconds: 0,
    accessTokenLifetimeSeconds: 3600,
    refreshTokenLifetimeSeconds: 7_776_000,
    refreshTokenIdleSeconds: 2_592_000,
    grantLifetimeSeconds: 31_536_000,
    refreshMarginSeconds: 120,
    authorizationUrl: 'https://{subdomain}.acme.com/login',
    authorizationParameters: { access_type: 'offline', scope: 'offline' },
    scopeSeparator: ',',
    pkce: 'hex',
    authorizationHosts: { 'a.acme.com': 'b.acme.com' },
    authorizationNames: { response_type: null, client_id: 'app', scope: 'user_scope' },
    loopbackRedirect: 'localhost',
    codeNames: ['code', 'auth_code'],
    codeTokenUrl: 'https://acme.com/code',
    codeExchange: {
      clientAuth: ['client_secret_post'],
      bodyFormat: 'json',
      extraParameters: { expiring: '1' },
      clientParameters: [],
      answer: { accessToken: ['data.0.token'] },
      parameterNames: { code: 'auth_code', redirect_uri: null },
    },
    longLivedExchange: {
      url: 'https://{subdomain}.acme.com/long',
      grantType: 'exchange',
      method: 'GET',
      bodyFormat: 'query',
      parameterNames: { client_id: null },
    },
    whenNoRefreshToken: 'ask for offline access',
    deviceAuthorizationUrl: 'https://acme.com/device',
    defaultFormat: 'credentials',
    privateNetwork: true,
    whenRejected: 'the app was removed',
    notes: ['Ask for the scope offline.'],
    sources: { tokenUrl: ['https://acme.com/docs'] },
    unconfirmed: ['accessTokenLifetimeSeconds'],
  }

  it('keeps all of it', () => {
    expect(problemsOf([full])).toEqual(E.right([full]))
  })

  it('reads back what it writes for the functions: all but what only people and logins need', () => {
    const definitions = [definition(full), definition(acme)]
    const forPeople = { notes: [], sources: {}, unconfirmed: [] }
    const forLogins = Object.fromEntries(
      Object.keys(authorizationFields).map((field) => [field, undefined]),
    )

    expect(decodeProviders(encodeProviders(definitions))).toEqual(
      E.right(definitions.map((known) => ({ ...known, ...forPeople, ...forLogins }))),
    )
    expect(byId(definitions).get('acme-2')).toBe(definitions[0])
  })
})

describe('when one field of a definition is not as it must be', () => {
  const id = 'an id of lower-case letters, digits and hyphens, at most 64'
  const url = 'an https URL, with {variables} in its host or path only'
  const domain =
    'free {variables} of the host left of a domain that is fixed, as in {x}.example.com'
  const count = 'a whole number of seconds above 0'
  const hosts = 'an object whose keys and values are hosts'
  const methods =
    'one of client_secret_post, client_secret_basic, none, private_key_jwt, tls_client_auth, client_secret_hash, agiloft_md5_secret, stripe_secret_key'
  const ends = 'one of seconds, milliseconds, epoch-seconds, epoch-milliseconds, date-time'
  const answerFields =
    'one of the fields of an object with accessToken, refreshToken, accessTokenEnd, refreshTokenEnd and grantEnd'

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
    ['authorizationUrl', 'http://acme.com/login', url],
    ['codeTokenUrl', 'https://acme.com/?x={y}', url],
    ['deviceAuthorizationUrl', 'javascript:alert(1)', url],
    [
      'authorizationParameters',
      { state: 'x' },
      'an object of strings without response_type, client_id, redirect_uri, state, code_challenge, code_challenge_method',
    ],
    ['scopeSeparator', '', 'a non-empty string'],
    ['pkce', 'yes', 'true, false or hex'],
    [
      'authorizationNames',
      { client_id: null },
      'an object whose keys are among response_type, client_id, redirect_uri, scope and whose values are names; response_type may be null for "not sent"',
    ],
    ['authorizationHosts', { 'a.com:1': 'b.com' }, hosts],
    ['authorizationHosts', { 'a.com': 'b.com/x' }, hosts],
    ['loopbackRedirect', '::1', 'one of 127.0.0.1, localhost, none'],
    ['codeNames', [], 'a non-empty string'],
    [
      'codeExchange.parameterNames',
      { parameterNames: { state: 'x' } },
      'an object whose keys are among grant_type, refresh_token, access_token, client_id, client_secret, assertion, code, redirect_uri, code_verifier and whose values are names, or null for "not sent"',
    ],
    [
      'codeExchange.url',
      { url: 'https://acme.com' },
      'one of the fields of an object with clientAuth, bodyFormat, extraParameters, clientParameters, answer and parameterNames',
    ],
    ['longLivedExchange.grantType', { method: 'POST' }, 'a non-empty string'],
    ['longLivedExchange.url', { grantType: 'x', url: 'http://acme.com' }, url],
    [
      'longLivedExchange.bodyFormat',
      { grantType: 'x', method: 'GET' },
      'query, since a GET has no body',
    ],
    ['whenNoRefreshToken', '', 'a non-empty string'],
    ['tokenUrl', 'https://{host}/token', domain],
    ['tokenUrl', 'https://{domain}.com/token', domain],
    ['tokenUrl', 'https://{domain}.com./token', domain],
    ['tokenUrl', 'https://{domain}..com/token', domain],
    ['tokenUrl', 'https://{domain}.com.:443/token', domain],
    ['tokenUrl', 'https://acme-{domain}.com/token', domain],
    ['tokenUrl', 'https://acme.{tld}/token', domain],
    ['tokenUrl', 'https://{a}.acme.{tld}/token', domain],
    ['variables', [], 'an object with one entry per variable'],
    ['variables.x', { x: 'a' }, 'an object with choices, pattern, labels and default'],
    ['variables.x.choices.0', { x: { choices: [1] } }, 'a non-empty string'],
    [
      'variables.x.choices',
      { x: { choices: ['a'], labels: 2 } },
      'no choices beside a pattern or labels',
    ],
    ['variables.x.default', { x: { default: '' } }, 'a non-empty string'],
    ['variables.x.default', { x: { choices: ['a'], default: 'b' } }, 'one of the choices'],
    ['variables.x.pattern', { x: { pattern: '(' } }, 'a regular expression'],
    ['variables.x.labels', { x: { labels: 0 } }, 'a whole number from 1 to 5'],
    [
      'variables.x.choises',
      { x: { choises: ['a'] } },
      'one of the fields of an object with choices, pattern, labels and default',
    ],
    [
      'grant',
      'password',
      'one of refresh_token, access_token, client_credentials, jwt_bearer, none',
    ],
    ['grantType', '', 'a non-empty string'],
    ['clientAuth', 'secret', `${methods}, or a list of such`],
    ['clientAuth.1', ['none', 'secret'], methods],
    ['clientAuth', [], `${methods}, or a list of such`],
    ['method', 'PUT', 'one of POST, GET'],
    ['bodyFormat', 'xml', 'one of form, json, query'],
    ['headers.accept', { accept: 1 }, 'string'],
    [
      'parameterNames',
      { scope: 'scopes' },
      'an object whose keys are among grant_type, refresh_token, access_token, client_id, client_secret, assertion and whose values are names, or null for "not sent"',
    ],
    ['clientParameters', 'scope', 'a list of names'],
    ['answer.accessTokenEnd.as', { accessTokenEnd: { field: 'a', as: 'days' } }, ends],
    ['answer.accessTokenEnds', { accessTokenEnds: [] }, answerFields],
    ['refusals.deadGrant', { deadGrant: 'x' }, 'a list of codes'],
    ['reuseGraceSeconds', -1, 'a whole number of seconds, 0 or more'],
    ['grantLifetimeSeconds', 0, count],
    ['extraParameters', ['a'], 'an object of strings'],
    ['extraParameters.audience', { audience: 5 }, 'string'],
    ['answerKey', '', 'a non-empty string'],
    ['rotatesRefreshToken', 'yes', 'boolean'],
    ['accessTokenLifetimeSeconds', 0, count],
    ['accessTokenLifetimeSeconds', '3600', count],
    ['refreshTokenLifetimeSeconds', 1.5, count],
    ['refreshTokenIdleSeconds', -1, count],
    ['refreshMarginSeconds', null, count],
    ['defaultFormat', 'xml', FormatId.name],
    ['privateNetwork', 'true', 'boolean'],
    ['sources', 'https://acme.com', 'an object of lists of texts'],
    ['sources.tokenUrl', { tokenUrl: 'https://acme.com' }, 'a list of texts'],
    ['sources.tokenUrl.0', { tokenUrl: [''] }, 'a non-empty string'],
  ])('names %s of %j and what was expected', (path, value, expected) => {
    const [field = ''] = path.split('.')

    expect(withFields({ [field]: value })).toStrictEqual(
      E.left([`[1].${path}: expected ${expected}`]),
    )
  })

  it('names a field that nobody knows', () => {
    expect(withFields({ tokenURL: 'https://acme.com' })).toStrictEqual(
      E.left(['[1].tokenURL: expected one of the fields of a provider definition']),
    )
  })
})

describe('when fields do not fit each other', () => {
  it.each([
    ['bodyFormat', { method: 'GET' }, 'query, since a GET has no body'],
    ['grantType', { grant: 'access_token' }, 'what this provider calls the grant access_token'],
    ['variables', { variables: { x: {} } }, 'only variables that stand in the token URL'],
  ])('names %s of %j', (path, fields, expected) => {
    expect(withFields(fields)).toStrictEqual(E.left([`[1].${path}: expected ${expected}`]))
  })
})

describe('when much is wrong', () => {
  it('names all of it', () => {
    const first = { ...acme, name: '', grant: 'x', tokenURL: 'y', clientauth: 'z' }
    const second = { ...acme, id: 'b', tokenUrl: 'https://{x}/token', method: 'GET' }

    expect(problemsOf([first, second, 'acme'])).toStrictEqual(
      E.left([
        '[0].name: expected a non-empty string',
        '[0].grant: expected one of refresh_token, access_token, client_credentials, jwt_bearer, none',
        '[0].tokenURL: expected one of the fields of a provider definition',
        '[0].clientauth: expected one of the fields of a provider definition',
        '[1].tokenUrl: expected free {variables} of the host left of a domain that is fixed, as in {x}.example.com',
        '[1].bodyFormat: expected query, since a GET has no body',
        '[2]: expected a provider definition',
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
