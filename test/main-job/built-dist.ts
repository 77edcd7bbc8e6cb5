import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the build that `npm test` makes before the suites run. */
export const builtDist = (): string => {
  const dist = join(import.meta.dirname, '../../dist')
  if (!existsSync(join(dist, 'functions/rotate/index.mjs')))
    throw new Error('expected the bundles in dist; run npm run build first')
  return dist
}
