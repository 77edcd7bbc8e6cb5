import * as fc from 'fast-check'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describe, expect, it } from 'vitest'
import { tokenUrl } from '../../../lib/provider/token/token-url.ts'
import { definition } from '../definition.ts'

const fill = (
  fields: { readonly tokenUrl: string; readonly variables?: object },
  parameters: Readonly<Record<string, string>> = {},
) =>
  pipe(
    tokenUrl(definition(fields), parameters),
    E.map(({ href }) => href),
  )

const refused = (name: string, expected: string) =>
  E.left({ tag: 'InvalidParameter', name, expected })
const LABEL = 'one DNS label (letters, digits, hyphens)'
const SEGMENT = 'letters, digits and . _ ~ - (at most 128)'

const TENANT = { tokenUrl: 'https://{tenant}.acme.com/{realm}/token' }

describe('when every variable has a value', () => {
  it('puts them into the host and the path', () => {
    expect(fill(TENANT, { tenant: 'north-1', realm: 'a.b_c~d-e', other: '/' })).toStrictEqual(
      E.right('https://north-1.acme.com/a.b_c~d-e/token'),
    )
  })

  it('takes the default where none is given, and the given one where it is', () => {
    const fields = {
      tokenUrl: 'https://api.{domain}/token',
      variables: { domain: { choices: ['acme.com', 'acme.co.uk'], default: 'acme.com' } },
    }

    expect(fill(fields)).toStrictEqual(E.right('https://api.acme.com/token'))
    expect(fill(fields, { domain: 'acme.co.uk' })).toStrictEqual(
      E.right('https://api.acme.co.uk/token'),
    )
  })

  it('puts a value in wherever its variable stands', () => {
    expect(fill({ tokenUrl: 'https://{x}.acme.com/{x}/{x}' }, { x: 'a' })).toStrictEqual(
      E.right('https://a.acme.com/a/a'),
    )
  })
})

describe('when a value is missing or cannot be used', () => {
  it('names the first such variable and what was expected', () => {
    expect(fill(TENANT, { realm: 'r' })).toStrictEqual(refused('tenant', LABEL))
    expect(fill(TENANT, { tenant: 't' })).toStrictEqual(refused('realm', SEGMENT))
  })

  it('lists fixed choices', () => {
    const fields = {
      tokenUrl: 'https://api.{domain}/token',
      variables: { domain: { choices: ['acme.com', 'acme.eu'] } },
    }

    const expected = refused('domain', 'one of acme.com, acme.eu')

    expect(fill(fields)).toStrictEqual(expected)
    for (const domain of ['evil.com', 'acme.com/', '']) {
      expect(fill(fields, { domain })).toStrictEqual(expected)
    }
  })

  it('does not take what every object has for a value', () => {
    expect(fill({ tokenUrl: 'https://acme.com/{constructor}/token' })).toStrictEqual(
      refused('constructor', SEGMENT),
    )
  })

  it('says so where the values together make no URL', () => {
    const fields = {
      tokenUrl: 'https://{host}/token',
      variables: { host: { choices: ['acme com'] } },
    }

    expect(fill(fields, { host: 'acme com' })).toStrictEqual(
      refused('host', 'a value that makes a URL'),
    )
  })
})

const HOSTILE = [
  'evil.com/',
  'evil.com#',
  'evil.com?',
  'evil.com\\',
  'a.b',
  '.',
  '..',
  '%2e',
  '%2e%2e',
  '%2F',
  '@',
  'user@evil.com',
  'a:80',
  ':',
  '',
  ' ',
  'a\n',
  'a\0',
  '\t',
  'é',
  'ａ',
  'evil。com',
  '😀',
  '-a',
  'a-',
  '{tenant}',
  '$&',
  '[::1]',
  'x'.repeat(10_000),
] as const

describe('when a value is hostile', () => {
  it.each(HOSTILE)('refuses %j for a host', (tenant) => {
    expect(fill(TENANT, { tenant, realm: 'r' })).toStrictEqual(refused('tenant', LABEL))
  })

  it.each(HOSTILE.filter((value) => value !== 'a.b' && value !== 'a-'))(
    'refuses %j for a path',
    (realm) => {
      expect(fill(TENANT, { tenant: 't', realm })).toStrictEqual(refused('realm', SEGMENT))
    },
  )

  it('never leads to another host, path or protocol', () => {
    const value = fc.oneof(
      fc.constantFrom(...HOSTILE, '0', '127', '0x7f', 'xn--', 'xn--a', 'n--80ak'),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.stringMatching(/^[a-z0-9-]{1,64}$/),
      fc.stringMatching(/^xn--[a-z0-9-]{0,12}[a-z0-9]$/),
      fc.stringMatching(/^[A-Za-z0-9._~%-]{1,12}$/),
    )
    const templates = ['https://{a}.acme.com/{b}/token', 'https://x{a}-{b}.acme.com/{b}.{a}/token']
    void fc.assert(
      fc.property(fc.constantFrom(...templates), value, value, (text, a, b) => {
        const result = tokenUrl(definition({ tokenUrl: text }), { a, b })
        if (E.isLeft(result)) return
        const { protocol, username, password, hostname, port, pathname, search, hash } =
          result.right

        expect({ protocol, username, password, port, search, hash }).toStrictEqual({
          protocol: 'https:',
          username: '',
          password: '',
          port: '',
          search: '',
          hash: '',
        })
        expect(hostname).toMatch(/^[a-z0-9-]+\.acme\.com$/)
        expect(pathname).toMatch(/^\/[A-Za-z0-9._~-]+\/token$/)
      }),
      { seed: 7, numRuns: 3000 },
    )
  })
})

describe('when a definition says more of a value', () => {
  const NAMED = { tokenUrl: 'https://{host}.acme.com/{version}/token' }
  const variables = {
    host: { labels: 3, default: 'login' },
    version: { pattern: 'v[0-9]+', default: 'v1' },
  }
  const filled = (parameters: Readonly<Record<string, string>>) =>
    fill({ ...NAMED, variables }, parameters)

  it.each([['login'], ['acme.my'], ['acme--uat.sandbox.my']])(
    'takes as many labels of a host as it says (%s)',
    (host) => {
      expect(filled({ host })).toStrictEqual(E.right(`https://${host}.acme.com/v1/token`))
    },
  )

  it.each([['a.b.c.d'], ['a..b'], ['.a'], ['a.'], ['a.b/c'], ['evil.com/'], ['evil.com#']])(
    'takes no other text in a host (%s)',
    (host) => {
      expect(filled({ host })).toStrictEqual(
        refused('host', 'one to 3 DNS labels (letters, digits, hyphens)'),
      )
    },
  )

  it('takes only what matches its pattern, from the first character to the last', () => {
    expect(filled({ version: 'v22' })).toStrictEqual(E.right('https://login.acme.com/v22/token'))
    for (const version of ['v', '22', 'v22.0', 'xv22', '..'])
      expect(filled({ version })).toStrictEqual(refused('version', `${SEGMENT}, matching v[0-9]+`))
  })

  it('says where hosts are listed that only a deployment knows', () => {
    const fields = { tokenUrl: 'https://{host}/token', variables: { host: { choices: [] } } }

    expect(fill(fields, { host: 'sso.acme.com' })).toStrictEqual(
      refused(
        'host',
        'one of the choices that a definition of this deployment lists (see "extends" in the README)',
      ),
    )
  })
})
