import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deployedProviders } from '../../lib/aws/deployed-providers.ts'
import { encodeProviders } from '../../lib/provider/provider-file.ts'
import { providers } from '../fixed-data.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deployed-'))
})
afterEach(() => rm(folder, { recursive: true }))

const read = () => deployedProviders(pathToFileURL(join(folder, 'index.mjs')).href)

const deploy = (text: string) => writeFile(join(folder, 'providers.json'), text)

describe('when providers were deployed beside a bundle', () => {
  it('finds each of them as it was written, by its id', async () => {
    await deploy(encodeProviders([...providers.values()]))

    expect(read()).toStrictEqual(providers)
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
      'holds a broken definition',
      JSON.stringify([
        { id: 'acme', name: 'Acme', tokenUrl: 'https://acme.example/token' },
        { id: 'Hooli', name: 'Hooli', tokenUrl: 'planted-secret' },
      ]),
      'providers.json: [1].id: expected an id of lower-case letters, digits and hyphens, at most 64; [1].tokenUrl: expected an https URL, with {variables} in its host or path only',
    ],
  ])('names the place in a file that %s, and leaves the value out', async (_, text, message) => {
    await deploy(text)

    expect(read).toThrow(new Error(message))
  })

  it('names the file that is missing', () => {
    expect(read).toThrow(/providers\.json/)
  })
})
