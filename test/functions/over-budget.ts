import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { FUNCTION_ENTRIES, selfContained } from '../../infra/bundle-options.ts'

/**
 * Says by how much a built function is larger than it may be, and what weighs most in it; `undefined`: it is not.
 *
 * Shape: `budget` is in bytes, of all that lies in the function's folder.
 */
export const overBudget = async (
  dist: string,
  name: keyof typeof FUNCTION_ENTRIES,
  budget: number,
): Promise<string | undefined> => {
  const folder = join(dist, 'functions', name)
  const bytes = readdirSync(folder)
    .map((file) => statSync(join(folder, file)).size)
    .reduce((sum, size) => sum + size, 0)
  return bytes <= budget
    ? undefined
    : [
        `${name} has ${bytes} bytes, ${bytes - budget} more than it may; what weighs most:`,
        ...(await heaviest(name)),
      ].join('\n')
}

const SHOWN = 20

/** The parts of a bundle, the heaviest first. Shape: packages as one, our own folders as one. */
const heaviest = async (name: keyof typeof FUNCTION_ENTRIES): Promise<readonly string[]> => {
  const { metafile } = await build({
    ...selfContained,
    entryPoints: [FUNCTION_ENTRIES[name]],
    metafile: true,
  })
  const parts = new Map<string, number>()
  for (const { inputs } of Object.values(metafile.outputs))
    for (const [file, { bytesInOutput }] of Object.entries(inputs))
      parts.set(partOf(file), (parts.get(partOf(file)) ?? 0) + bytesInOutput)
  return [...parts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([part, bytes]) => `${String(bytes).padStart(8)}  ${part}`)
}

const partOf = (file: string): string => {
  const [, packageName] =
    /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file) ?? []
  return packageName ?? file.split('/').slice(0, 2).join('/')
}
