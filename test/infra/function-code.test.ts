import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeProviders } from '../../lib/provider/provider-file.ts'
import { provider } from './provider.ts'
import { resourceOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const { template, folder } = synthesise()
const resource = resourceOf(template)

describe('when a function is packed', () => {
  const assetOf = (name: string): string => {
    const { S3Key } = resource('AWS::Lambda::Function', name).Properties.Code
    return join(folder, `asset.${S3Key.replace('.zip', '')}`)
  }

  it.each([
    ['Sweep', 'sweep'],
    ['Rotate', 'rotate'],
    ['NativeRotation', 'native-rotation'],
  ])('ships the bundle of %s and the providers, and nothing else', (name, bundle) => {
    const asset = assetOf(name)
    expect(
      Object.fromEntries(readdirSync(asset).map((f) => [f, readFileSync(join(asset, f), 'utf8')])),
    ).toEqual({
      'index.mjs': `export const handler = () => '${bundle}'\n`,
      'providers.json': encodeProviders([provider({ id: 'acme' })]),
    })
  })
})
