/**
 * The build: bundles the functions, the command line, the page of its console and the process that runs a function locally.
 *
 * The first argument is the folder to write to; absent: `dist`. `--quiet` prints nothing. The same source gives the same bytes.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { every, FUNCTION_ENTRIES, project, selfContained } from './bundle-options.ts'

const isQuiet = process.argv.includes('--quiet')
const folder = process.argv.slice(2).find((word) => !word.startsWith('-')) ?? join(project, 'dist')

/** Imports such as `fp-ts/Either` do not resolve in Node.js as ES modules, so these packages are bundled. */
const BUNDLED_PACKAGES = /^(fp-ts|io-ts)(\/|$)/

/** Other packages stay where they are installed: some read files of their own, and do not survive bundling. */
const leaveInstalledPackages: Plugin = {
  name: 'leave-installed-packages',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]/ }, ({ kind, path }) =>
      kind === 'entry-point' || BUNDLED_PACKAGES.test(path) ? null : { path, external: true },
    )
  },
}

const besidePackages: BuildOptions = { ...every, plugins: [leaveInstalledPackages] }

const command: BuildOptions = { ...besidePackages, banner: { js: '#!/usr/bin/env node' } }

/** What a browser runs; nothing is installed beside it either. */
const page: BuildOptions = {
  ...every,
  platform: 'browser',
  target: 'es2022',
  minify: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
}

const outputs: readonly (readonly [file: string, entry: string, options: BuildOptions])[] = [
  ...Object.entries(FUNCTION_ENTRIES).map(
    ([name, entry]) => [`functions/${name}/index.mjs`, entry, selfContained] as const,
  ),
  ['cli.mjs', 'lib/cli/main.ts', command],
  ['console/console.js', 'lib/cli/console/page/main.tsx', page],
  ['console/console.css', 'lib/cli/console/page/console.css', page],
  ['function-runner.mjs', 'lib/local/functions/function-runner.ts', besidePackages],
]

/** Replaces a file in one step, and only when it differs: whoever runs it meanwhile never reads half of it. */
const replaceFile = (file: string, contents: Uint8Array): void => {
  if (existsSync(file) && readFileSync(file).equals(contents)) return
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, contents)
  renameSync(draft, file)
}

// The catalogue is data that is read from beside whatever code asks for it.
const catalogue = join(project, 'lib/provider/catalogue')
for (const name of readdirSync(catalogue))
  replaceFile(join(folder, 'catalogue', name), readFileSync(join(catalogue, name)))

replaceFile(
  join(folder, 'console/index.html'),
  readFileSync(join(project, 'lib/cli/console/page/index.html')),
)

for (const [name, entry, options] of outputs) {
  const { outputFiles = [] } = await build({ ...options, entryPoints: [entry] })
  const file = join(folder, name)
  for (const { contents } of outputFiles) {
    replaceFile(file, contents)
    if (options === command) chmodSync(file, 0o755)
    if (!isQuiet)
      console.log(`${relative(process.cwd(), file)}  ${Math.ceil(contents.length / 1024)} kB`)
  }
}
