import { describe, expect, it } from 'vitest'
import { providersPage } from '../../lib/provider/providers-page.ts'
import { timeSpan } from '../../lib/provider/time-span.ts'
import { definition } from './definition.ts'

const row = (fields: Readonly<Record<string, unknown>>): string =>
  providersPage([definition(fields)])
    .split('\n')
    .find((line) => line.startsWith('| [Acme]')) ?? ''
const cells = (fields: Readonly<Record<string, unknown>>) => row(fields).split(' | ')

describe('when the providers are told', () => {
  it('has a line and a section for each, by their names', () => {
    const page = providersPage([
      definition({ id: 'b', name: 'Beta' }),
      definition({ id: 'a', name: 'alpha' }),
    ])

    expect(page.match(/^## .*$/gm)).toStrictEqual([
      '## <a id="a"></a>alpha',
      '## <a id="b"></a>Beta',
    ])
    expect(page).toContain('The 2 providers')
  })

  it.each([
    [{}, 'may be replaced'],
    [
      { rotatesRefreshToken: true, reuseGraceSeconds: 0 },
      'replaced when it is used; good for one use',
    ],
    [{ reuseGraceSeconds: 0 }, 'may be replaced; a replaced one is dead at once'],
    [
      { rotatesRefreshToken: true, reuseGraceSeconds: 1800, refreshTokenIdleSeconds: 5_184_000 },
      'replaced when it is used; a replaced one answers 30 minutes more; dies unused after 60 days',
    ],
    [
      {
        rotatesRefreshToken: false,
        refreshTokenLifetimeSeconds: 86_400,
        grantLifetimeSeconds: 31_536_000,
        unconfirmed: ['grantLifetimeSeconds'],
      },
      'stays the same; lives 24 hours; a consent lasts 365 days (unconfirmed)',
    ],
    [{ grant: 'none' }, 'its tokens do not end: nothing to refresh'],
    [{ grant: 'jwt_bearer' }, 'none: the client asks for itself'],
    [
      { grant: 'access_token', grantType: 'x' },
      'none: the access token is exchanged while it is good',
    ],
  ])('says of %j how the refresh token behaves', (fields, text) => {
    expect(cells(fields)[3]).toBe(text)
  })

  it.each([
    [{}, 'client secret in the body |'],
    [
      { clientAuth: ['private_key_jwt', 'none'] },
      'private key (signed assertion), or no secret (public client) |',
    ],
    [{ clientAuth: 'none', parameterNames: { client_id: null } }, 'none is needed |'],
    [
      { clientAuth: 'client_secret_basic', needsCertificate: true },
      'client secret in the header (Basic); and a client certificate |',
    ],
    [
      {
        tokenUrl: 'https://{tenant}.acme.com/{version}/{realm}',
        variables: { version: { choices: ['v1'], default: 'v1' }, realm: { pattern: 'a|b' } },
      },
      'client secret in the body; `param:tenant`; `param:version` (optional); `param:realm` |',
    ],
  ])('says of %j what it takes', (fields, text) => {
    expect(cells(fields)[4]).toBe(text)
  })

  it.each([
    [{ authorizationUrl: 'https://acme.com/login' }, '- log in at `https://acme.com/login`'],
    [
      {
        authorizationUrl: 'https://acme.com/login',
        deviceAuthorizationUrl: 'https://acme.com/device',
        authorizationParameters: { scope: 'offline' },
      },
      '- log in at `https://acme.com/login`, or with a code on another device; asks for the scope `offline`',
    ],
    [
      { deviceAuthorizationUrl: 'https://acme.com/device' },
      '- log in with a code on another device',
    ],
    [
      {
        authorizationUrl: 'https://acme.com/login',
        authorizationHosts: { 'api.acme.eu': 'acme.eu' },
        codeExchange: { clientAuth: 'client_secret_post' },
        loopbackRedirect: 'none',
      },
      "- log in at `https://acme.com/login`; for `api.acme.eu` at `acme.eu`; needs the app's client secret; the redirect URI is https (`--redirect-uri`), and the address that the browser ends at is pasted",
    ],
    [{}, '- `authorize` knows no login here: hand tokens over with `token-rotation add --from`'],
  ])('says of %j where one logs in', (fields, line) => {
    expect(providersPage([definition(fields)]).split('\n')).toContain(line)
  })

  it.each([{ grant: 'client_credentials' }, { grant: 'none' }])(
    'says of %j nothing of a login',
    (fields) => {
      expect(providersPage([definition(fields)])).not.toMatch(/log in|authorize/)
    },
  )

  it('gives each source once, with all that was read there', () => {
    const docs = 'https://acme.com/docs'
    const page = providersPage([
      definition({
        sources: { tokenUrl: [docs], clientAuth: [docs, 'https://github.com/acme/sdk (auth.ts)'] },
      }),
    ])

    expect(page).toContain(
      '- <https://acme.com/docs>: tokenUrl, clientAuth\n- <https://github.com/acme/sdk> (auth.ts): clientAuth\n',
    )
  })
})

describe('when a span of time is told', () => {
  it.each([
    [1, '1 second'],
    [90, '90 seconds'],
    [120, '2 minutes'],
    [1800, '30 minutes'],
    [3600, '60 minutes'],
    [43_200, '12 hours'],
    [86_399, '24 hours'],
    [604_799, '7 days'],
    [31_536_000, '365 days'],
  ])('says %i s as %s', (seconds, text) => {
    expect(timeSpan(seconds)).toBe(text)
  })
})
