import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'

/** The folder of each function's bundle; each one holds an `index.mjs`. */
export type Bundles = {
  readonly sweep: string
  readonly rotate: string
  readonly nativeRotation: string
}

/**
 * Finds what the build wrote.
 *
 * Errors: one message that names the bundles that are missing and the command that writes them.
 */
export const findBundles = (folder: string): E.Either<string, Bundles> => {
  const bundles = {
    sweep: join(folder, 'sweep'),
    rotate: join(folder, 'rotate'),
    nativeRotation: join(folder, 'native-rotation'),
  }
  const missing = Object.values(bundles)
    .map((bundle) => join(bundle, 'index.mjs'))
    .filter((file) => !existsSync(file))
  return missing.length === 0
    ? E.right(bundles)
    : E.left(`expected ${missing.join(', ')}: run npm run build`)
}
