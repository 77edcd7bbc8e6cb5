import { cp, mkdir, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { type FUNCTION_ENTRIES, selfContained } from '../../../infra/bundle-options.ts'
import { BARE_ENTRIES } from './bare-entries.ts'

/** A function's name. */
export type FunctionName = keyof typeof FUNCTION_ENTRIES

/** A bundle as its asset is laid out. Shape: `bytes` is the size of all modules of it. */
export type PlacedBundle = { readonly path: string; readonly bytes: number }

/**
 * A function, and the bare handler that it is held against, which has the AWS SDK as it comes.
 *
 * Shape: `folder` holds both; `trimmedBareBytes` is what the bare handler would weigh with what the functions' build takes
 * out of the SDK.
 */
export type PlacedPair = {
  readonly folder: string
  readonly product: PlacedBundle
  readonly bare: PlacedBundle
  readonly trimmedBareBytes: number
}

/**
 * Lays a function of the build, and its bare handler, in folders of their own with `providers.json` beside them.
 *
 * Effect: writes a temporary folder, which is the caller's to remove; both bundles lie in it.
 */
export const placeBundles = async (
  dist: string,
  name: FunctionName,
  providers: string,
): Promise<PlacedPair> => {
  const folder = await mkdtemp(join(tmpdir(), 'token-rotation-bench-'))
  const product = join(folder, 'product')
  const bare = join(folder, 'bare')
  await cp(join(dist, 'functions', name), product, { recursive: true })
  await mkdir(bare)
  await writeFile(join(bare, 'index.mjs'), await bundled(name, { ...selfContained, plugins: [] }))
  const sizes = {
    product: await placed(product),
    bare: await placed(bare),
    trimmedBareBytes: (await bundled(name, selfContained)).length,
  }
  for (const place of [product, bare]) await writeFile(join(place, 'providers.json'), providers)
  return { folder, ...sizes }
}

const bundled = async (name: FunctionName, options: BuildOptions): Promise<Uint8Array> => {
  const { outputFiles = [] } = await build({ ...options, entryPoints: [BARE_ENTRIES[name]] })
  return Buffer.concat(outputFiles.map(({ contents }) => contents))
}

const placed = async (folder: string): Promise<PlacedBundle> => {
  const sizes = (await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size)
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  return { path: join(folder, 'index.mjs'), bytes }
}
