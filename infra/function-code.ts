import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import type { ProviderDefinition } from '../lib/provider/provider-definition.ts'
import { encodeProviders } from '../lib/provider/provider-file.ts'

/** What a function's asset is made of. */
export type FunctionSource = {
  /** Folder of the prebuilt bundle; of its files only `index.mjs` is shipped. */
  readonly bundle: string
  /** Every provider the deployment knows; shipped as `providers.json` beside the bundle. */
  readonly providers: readonly ProviderDefinition[]
}

/** Puts a function's asset together. The hash is the content's: what has not changed is not deployed again. */
export const functionCode = ({ bundle, providers }: FunctionSource): Code =>
  Code.fromAsset(bundle, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: NO_IMAGE,
      local: {
        tryBundle: (folder) => {
          copyFileSync(join(bundle, 'index.mjs'), join(folder, 'index.mjs'))
          writeFileSync(join(folder, 'providers.json'), encodeProviders(providers))
          return true
        },
      },
    },
  })

/** CDK asks for the image of a container to bundle in; local bundling never starts it. */
const NO_IMAGE = DockerImage.fromRegistry('unused')
