import { readdirSync, readFileSync } from 'node:fs'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../lib/provider/load-providers.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { byId, decodeProviders } from '../../lib/provider/provider-file.ts'
import { tokenUrl } from '../../lib/provider/token-url.ts'

const folder = new URL('../../lib/provider/catalogue/', import.meta.url)
const files = readdirSync(folder)
const read = (file: string): readonly ProviderDefinition[] =>
  pipe(
    decodeProviders(`[${readFileSync(new URL(file, folder), 'utf8')}]`),
    E.getOrElseW((problems) => {
      throw new Error(problems.join('; '))
    }),
  )

describe.each(files)('when the catalogue has the file %s', (file) => {
  it('defines the one provider that it is named after', () => {
    expect(read(file).map(({ id }) => `${id}.json`)).toStrictEqual([file])
  })

  it('says where its facts were read', () => {
    for (const { sources } of read(file)) {
      expect(sources.length).toBeGreaterThan(0)
      for (const source of sources) expect(source).toMatch(/^https:\/\/[^ ]+( \(.+\))?$/)
    }
  })

  it('is asked over https', () => {
    for (const definition of read(file)) {
      expect(definition.tokenUrl).toMatch(/^https:/)
      expect(definition.privateNetwork).toBe(false)
    }
  })

  it('is read with the others', () => {
    const all = pipe(
      catalogue(),
      E.getOrElse((): readonly ProviderDefinition[] => []),
    )

    expect(all).toEqual(files.toSorted().flatMap(read))
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

describe('when definitions are indexed', () => {
  it('finds each by its id', () => {
    const all = files.flatMap(read)

    expect([...byId(all).keys()].toSorted()).toStrictEqual(
      files.map((file) => file.replace('.json', '')).toSorted(),
    )
  })
})
