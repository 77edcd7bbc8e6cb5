import { join } from 'node:path'
import type { Plugin } from 'esbuild'

/** Gives AWS clients `lib/aws/lambda-credentials.ts` for their default chain of credentials, which itself stays where it is installed. */
export const slimCredentials: Plugin = {
  name: 'slim-credentials',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ importer, path }) =>
      importer === LAMBDA_CREDENTIALS ? { path, external: true } : { path: LAMBDA_CREDENTIALS },
    )
  },
}

const LAMBDA_CREDENTIALS = join(import.meta.dirname, '../lib/aws/lambda-credentials.ts')
