import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatId } from '../../lib/credential/formats.ts'
import { catalogue, loadProviders } from '../../lib/provider/load-providers.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { definition } from './definition.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'providers-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const fileOf = (text: string): string => {
  const file = join(folder, 'custom.json')
  writeFileSync(file, text)
  return file
}
const load = (custom: unknown, loopbackTokenUrls = false) =>
  loadProviders({ file: fileOf(JSON.stringify(custom)), loopbackTokenUrls })
const known = pipe(
  catalogue(),
  E.getOrElse((): readonly ProviderDefinition[] => []),
)

const acme = { id: 'acme', name: 'Acme', tokenUrl: 'https://auth.acme.com/token' }

describe('when no file is given', () => {
  it('knows the catalogue', () => {
    expect(loadProviders({ loopbackTokenUrls: false })).toEqual(E.right(known))
    expect(known.length).toBeGreaterThan(0)
  })
})

describe('when a file adds a provider', () => {
  it('knows it beside the catalogue', () => {
    expect(load([acme])).toEqual(E.right([...known, definition(acme)]))
  })

  it('uses it instead of the one of the catalogue with the same id', () => {
    const smartsheet = { ...acme, id: 'smartsheet' }

    expect(load([smartsheet])).toEqual(
      E.right(known.map((entry) => (entry.id === 'smartsheet' ? definition(smartsheet) : entry))),
    )
  })

  it('takes an empty list', () => {
    expect(load([])).toEqual(E.right(known))
  })
})

describe('when a definition extends one of the catalogue', () => {
  const gitlab = known.find(({ id }) => id === 'gitlab')
  const loaded = (custom: unknown) =>
    pipe(
      load([custom]),
      E.map((all) => all.find(({ id }) => id === 'acme')),
    )

  it('takes over what it does not say itself', () => {
    const host = { choices: ['gitlab.acme.com'], default: 'gitlab.acme.com' }
    const own = { id: 'acme', name: 'Acme', extends: 'gitlab', variables: { host } }

    expect(loaded(own)).toEqual(
      E.right({ ...gitlab, id: 'acme', name: 'Acme', variables: { host } }),
    )
  })

  it('keeps the variables that it does not name', () => {
    const host = { choices: ['sso.acme.com'] }
    const { variables } = known.find(({ id }) => id === 'keycloak') ?? {}

    expect(
      loaded({ id: 'acme', name: 'Acme', extends: 'keycloak', variables: { host } }),
    ).toMatchObject({ right: { variables: { ...variables, host } } })
  })

  it('has only the variables of its own token URL', () => {
    const own = { id: 'acme', name: 'Acme', extends: 'gitlab', tokenUrl: 'https://acme.com/token' }

    const { extends: _, ...said } = own
    const login = { authorizationUrl: undefined, deviceAuthorizationUrl: undefined }

    expect(loaded(own)).toEqual(E.right({ ...gitlab, ...said, ...login, variables: {} }))
  })

  it('sends nobody to the login of the base where it has a token URL of its own', () => {
    const own = { id: 'acme', name: 'Acme', extends: 'instagram', tokenUrl: 'https://acme.com/t' }

    expect(loaded(own)).toMatchObject({
      right: {
        authorizationUrl: undefined,
        codeTokenUrl: undefined,
        longLivedExchange: undefined,
        scopeSeparator: ',',
      },
    })
  })

  it('is judged as a whole', () => {
    const own = { id: 'acme', name: 'Acme', extends: 'gitlab', variables: { x: {} } }

    expect(load([own])).toStrictEqual(
      E.left(
        `${join(folder, 'custom.json')}: [0].variables: expected only variables that stand in the token URL`,
      ),
    )
  })
})

describe('when a file cannot be used', () => {
  const places: readonly (readonly [string, unknown, string])[] = [
    ['is no list', { acme }, 'expected a JSON array of provider definitions'],
    [
      'lacks a field',
      [acme, { ...acme, id: 'b', name: undefined }],
      '[1].name: expected a non-empty string',
    ],
    [
      'has a misspelt format',
      [{ ...acme, defaultFormat: 'smartsheet' }],
      `[0].defaultFormat: expected ${FormatId.name}`,
    ],
    [
      'has an id twice',
      [acme, { ...acme, id: 'b' }, acme],
      '[2].id: expected an id that no other definition here has',
    ],
  ]

  it.each(places)('names the file and the place where it %s', (_, custom, message) => {
    expect(load(custom)).toStrictEqual(E.left(`${join(folder, 'custom.json')}: ${message}`))
  })

  it('names all places at once', () => {
    const plain = { ...acme, id: 'plain', tokenUrl: 'http://localhost/token' }
    const other = { ...acme, id: 'other', extends: 'no-such-provider' }

    expect(load([{ ...acme, name: '', colour: 'x' }, plain, other, plain])).toStrictEqual(
      E.left(
        [
          `${join(folder, 'custom.json')}:`,
          '[0].name: expected a non-empty string',
          '[0].colour: expected one of the fields of a provider definition',
          '[1].tokenUrl: expected an https URL (http to this machine needs the context loopbackTokenUrls=true)',
          '[2].extends: expected the id of a provider of the catalogue',
          '[3].id: expected an id that no other definition here has',
          '[3].tokenUrl: expected an https URL (http to this machine needs the context loopbackTokenUrls=true)',
        ].join('\n  '),
      ),
    )
  })

  it('names a file that is not JSON', () => {
    const file = fileOf('[{id: "planted-value"}]')

    expect(loadProviders({ file, loopbackTokenUrls: false })).toStrictEqual(
      E.left(`${file}: expected a JSON array of provider definitions, and it is not JSON`),
    )
  })

  it.each(['missing.json', '.'])('names a file that cannot be read (%s)', (name) => {
    const file = join(folder, name)

    expect(loadProviders({ file, loopbackTokenUrls: false })).toStrictEqual(
      E.left(`${file}: expected a readable file`),
    )
  })
})

describe('when a token URL is plain http to this machine', () => {
  const local = { ...acme, tokenUrl: 'http://127.0.0.1:8080/token' }

  it('refuses it, and names the setting', () => {
    expect(load([acme, { ...local, id: 'local' }])).toStrictEqual(
      E.left(
        `${join(folder, 'custom.json')}: [1].tokenUrl: expected an https URL (http to this machine needs the context loopbackTokenUrls=true)`,
      ),
    )
  })

  it('takes it in development', () => {
    expect(load([local], true)).toEqual(E.right([...known, definition(local)]))
  })

  it('takes no other http URL even then', () => {
    expect(load([{ ...acme, tokenUrl: 'http://acme.com/token' }], true)).toStrictEqual(
      E.left(
        `${join(folder, 'custom.json')}: [0].tokenUrl: expected an https URL, with {variables} in its host or path only`,
      ),
    )
  })
})

describe('when anybody could register the host that a variable names', () => {
  const country = { choices: ['com', 'uk'] }

  it.each([
    ['a suffix of two labels', { tokenUrl: 'https://{x}.co.uk/token' }],
    ['one in other letters', { tokenUrl: 'https://{x}.CO.UK/token' }],
    ['one that is encoded', { tokenUrl: 'https://{x}.%63o.uk/token' }],
    ['one that ends in a dot', { tokenUrl: 'https://{x}.co.uk./token' }],
    ['one with a port', { tokenUrl: 'https://{x}.com.au:8443/token' }],
    ['a suffix with a wildcard', { tokenUrl: 'https://{x}.sch.uk/token' }],
    [
      'a choice that makes a suffix',
      { tokenUrl: 'https://{x}.co.{country}/token', variables: { country } },
    ],
  ])('refuses %s', (_, fields) => {
    expect(load([{ ...acme, ...fields }])).toStrictEqual(
      E.left(
        `${join(folder, 'custom.json')}: [0].tokenUrl: expected a registrable domain that no {variable} is part of`,
      ),
    )
  })

  it.each([
    ['under a domain of two labels', { tokenUrl: 'https://{x}.acme.com/token' }],
    ['under a domain of three labels', { tokenUrl: 'https://{x}.acme.co.uk/token' }],
    ['in the path', { tokenUrl: 'https://co.uk/{x}/token' }],
    [
      'among choices',
      {
        tokenUrl: 'https://{x}.acme.{country}/{y}',
        variables: { country: { choices: ['com', 'co.uk'] } },
      },
    ],
  ])('takes a variable %s', (_, fields) => {
    const custom = { ...acme, ...fields }

    expect(load([custom])).toEqual(E.right([...known, definition(custom)]))
  })
})
