import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deployedProviders } from '../../lib/aws/deployed-providers.ts'
import { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { encodeProviders } from '../../lib/provider/provider-file.ts'
import { providers } from '../fixed-data.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployed-'))
})
afterEach(() => rm(folder, { recursive: true }))

const read = () =>
  deployedProviders(ProviderDefinition, pathToFileURL(join(folder, 'index.mjs')).href)

const deploy = (text: string) => writeFile(join(folder, 'providers.json'), text)

describe('when providers were deployed beside a bundle', () => {
  it('finds each of them as it was written, by its id', async () => {
    await deploy(encodeProviders([...providers.values()]))
    const deployed = read()

    expect([...providers.keys()].map((id) => deployed.get(id))).toStrictEqual([
      ...providers.values(),
    ])
    expect([...providers.keys()].filter((id) => !deployed.has(id))).toStrictEqual([])
  })

  it('decodes each of them once', async () => {
    await deploy(encodeProviders([...providers.values()]))
    const deployed = read()
    const [id = ''] = providers.keys()

    expect(deployed.get(id)).toBe(deployed.get(id))
  })

  it('knows no other', async () => {
    await deploy(encodeProviders([...providers.values()]))

    expect([read().has('nobody'), read().get('nobody')]).toStrictEqual([false, undefined])
  })

  it('lets the last of two with the same id count', async () => {
    const acme = { id: 'acme', name: 'Acme', tokenUrl: 'https://acme.example/token' }
    await deploy(JSON.stringify([acme, { ...acme, name: 'Acme again' }]))

    expect(read().get('acme')?.name).toBe('Acme again')
  })
})

describe('when the deployed providers cannot be used', () => {
  it.each([
    [
      'is no JSON',
      'planted-secret',
      'providers.json: expected a JSON array of provider definitions, and it is not JSON',
    ],
    ['is no list', '{}', 'providers.json: expected a JSON array of provider definitions'],
    [
      'holds something without an id',
      JSON.stringify([{ id: 'acme' }, { id: 7, name: 'planted-secret' }]),
      'providers.json: [1].id: expected a text',
    ],
  ])('names the place in a file that %s, and leaves the value out', async (_, text, message) => {
    await deploy(text)

    expect(read).toThrow(new Error(message))
  })

  it('names the place in a definition that is asked for, and gives the others', async () => {
    await deploy(
      JSON.stringify([
        { id: 'acme', name: 'Acme', tokenUrl: 'https://acme.example/token' },
        { id: 'Hooli', name: 'Hooli', tokenUrl: 'planted-secret' },
      ]),
    )
    const deployed = read()

    expect(deployed.get('acme')?.name).toBe('Acme')
    expect(() => deployed.get('Hooli')).toThrow(
      new Error(
        'providers.json: [1].id: expected an id of lower-case letters, digits and hyphens, at most 64; [1].tokenUrl: expected an https URL, with {variables} in its host or path only',
      ),
    )
  })

  it('names the file that is missing', () => {
    expect(read).toThrow(/providers\.json/)
  })
})
