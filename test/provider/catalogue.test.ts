import { readdirSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../lib/provider/load-providers.ts'
import { authorizationFields } from '../../lib/provider/login/authorization-fields.ts'
import { authorizationUrls } from '../../lib/provider/login/authorization-urls.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { byId, decodeProviders, encodeProviders } from '../../lib/provider/provider-file.ts'
import { providersPage } from '../../lib/provider/providers-page.ts'
import { tokenUrl } from '../../lib/provider/token/token-url.ts'

const folder = new URL('../../lib/provider/catalogue/', import.meta.url)
const files = readdirSync(folder)
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8')
const read = (file: string): readonly ProviderDefinition[] =>
  pipe(
    decodeProviders(`[${textOf(file)}]`),
    E.getOrElseW((problems) => {
      throw new Error(problems.join('; '))
    }),
  )
const all = files.toSorted().flatMap(read)

describe('when the catalogue is written for the functions', () => {
  it('reads back as it was, without what only people and logins need', () => {
    const noLogin = Object.fromEntries(
      Object.keys(authorizationFields).map((field) => [field, undefined]),
    )
    const forFunctions = all.map((known) => ({
      ...known,
      ...noLogin,
      notes: [],
      sources: {},
      unconfirmed: [],
    }))

    expect(decodeProviders(encodeProviders(all))).toStrictEqual(E.right(forFunctions))
  })
})

describe.each(files)('when the catalogue has the file %s', (file) => {
  const written: Readonly<Record<string, unknown>> = JSON.parse(textOf(file))

  it('defines the one provider that it is named after', () => {
    expect(read(file).map(({ id }) => `${id}.json`)).toStrictEqual([file])
  })

  it('says where each of its figures and URLs was read, and what a login sends', () => {
    const figures = Object.keys(written).filter(
      (field) => Object.hasOwn(authorizationFields, field) || field.endsWith('Seconds'),
    )

    for (const { sources } of read(file)) {
      const needed = ['tokenUrl', ...figures]
      expect(needed.filter((field) => (sources[field] ?? []).length === 0)).toStrictEqual([])
      for (const source of Object.values(sources).flat())
        expect(source).toMatch(/^https:\/\/[^ ]+( \(.+\))?$/)
    }
  })

  it('gives sources and doubts only of what it says', () => {
    for (const { sources, unconfirmed } of read(file)) {
      const strangers = [...Object.keys(sources), ...unconfirmed].filter(
        // what a field left out means is a fact too
        (field) => !Object.hasOwn(written, field) && field !== 'clientAuth',
      )
      expect(strangers).toStrictEqual([])
    }
  })

  it('is asked over https, at a public address', () => {
    for (const definition of read(file)) {
      const { tokenUrl, authorizationUrl, codeTokenUrl, deviceAuthorizationUrl } = definition
      const longLivedUrl = definition.longLivedExchange?.url
      for (const url of [
        tokenUrl,
        authorizationUrl,
        codeTokenUrl,
        longLivedUrl,
        deviceAuthorizationUrl,
      ])
        expect(url ?? 'https:').toMatch(/^https:/)
      expect(definition.privateNetwork).toBe(false)
    }
  })
})

describe('when a person logs in at a provider of the catalogue', () => {
  const withLogin = all.filter(({ authorizationUrl }) => authorizationUrl !== undefined)

  it('knows the way for most of them', () => {
    expect(withLogin.length).toBeGreaterThanOrEqual(80)
  })

  it.each(withLogin.map((definition) => [definition.id, definition] as const))(
    'sends nobody from %s to another address than the tags can choose',
    (_, definition) => {
      const parameters = Object.fromEntries(
        [...definition.tokenUrl.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
          const rules = definition.variables[name]
          const some = rules?.choices === undefined ? 'auth' : 'acme.example'
          return [name, rules?.choices?.[0] ?? rules?.default ?? some]
        }),
      )
      // hosts that only a deployment knows
      const variables = Object.fromEntries(
        Object.entries(definition.variables).map(([name, rules]) => [
          name,
          rules.choices?.length === 0 ? { ...rules, choices: ['acme.example'] } : rules,
        ]),
      )

      expect(E.isRight(authorizationUrls({ ...definition, variables }, parameters))).toBe(true)
      expect(['refresh_token', 'access_token', 'none']).toContain(definition.grant)
    },
  )
})

describe('when the catalogue is read', () => {
  it('has every file, by its id', () => {
    expect(catalogue()).toEqual(E.right(all))
    expect([...byId(all).keys()].toSorted()).toStrictEqual(
      files.map((file) => file.replace('.json', '')).toSorted(),
    )
  })

  it('is what PROVIDERS.md says (else run npm run providers)', () => {
    const page = readFileSync(new URL('../../PROVIDERS.md', import.meta.url), 'utf8')

    expect(page).toBe(providersPage(all))
  })
})

describe.each(['smartsheet', 'smartsheet-hash'])('when the region of %s is chosen', (id) => {
  const urlFor = (parameters: Readonly<Record<string, string>>) => {
    const [definition] = read(`${id}.json`)
    return definition && pipe(tokenUrl(definition, parameters), E.map(String))
  }

  it.each([['smartsheet.com'], ['smartsheet.eu'], ['smartsheet.au'], ['smartsheetgov.com']])(
    'asks the host of %s',
    (domain) => {
      expect(urlFor({ domain })).toStrictEqual(E.right(`https://api.${domain}/2.0/token`))
    },
  )

  it('asks the one in the United States unless told otherwise', () => {
    expect(urlFor({})).toStrictEqual(E.right('https://api.smartsheet.com/2.0/token'))
  })

  it('asks no other domain', () => {
    expect(urlFor({ domain: 'smartsheet.evil.com' })).toStrictEqual(
      E.left({
        tag: 'InvalidParameter',
        name: 'domain',
        expected: 'one of smartsheet.com, smartsheet.eu, smartsheet.au, smartsheetgov.com',
      }),
    )
  })
})
