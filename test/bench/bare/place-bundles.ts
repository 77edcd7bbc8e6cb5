import { cp, mkdir, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { type FUNCTION_ENTRIES, selfContained } from '../../../infra/bundle-options.ts'
import { BARE_ENTRIES } from './bare-entries.ts'

/** A function's name. */
export type FunctionName = keyof typeof FUNCTION_ENTRIES

/** A bundle as its asset is laid out. Shape: `bytes` is the size of all modules of it. */
export type PlacedBundle = { readonly path: string; readonly bytes: number }

/**
 * A function, and the bare handler that it is held against, bundled with the same options. Shape: `folder` holds both.
 */
export type PlacedPair = {
  readonly folder: string
  readonly product: PlacedBundle
  readonly bare: PlacedBundle
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
  const { outputFiles = [] } = await build({
    ...selfContained,
    entryPoints: [BARE_ENTRIES[name]],
  })
  for (const { contents } of outputFiles) await writeFile(join(bare, 'index.mjs'), contents)
  const bundles = { product: await placed(product), bare: await placed(bare) }
  for (const place of [product, bare]) await writeFile(join(place, 'providers.json'), providers)
  return { folder, ...bundles }
}

const placed = async (folder: string): Promise<PlacedBundle> => {
  const sizes = (await readdir(folder)).map(async (file) => (await stat(join(folder, file))).size)
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  return { path: join(folder, 'index.mjs'), bytes }
}
