import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'
import { droppableIoTs } from './droppable-io-ts.ts'
import { slimCredentials } from './slim-credentials.ts'

/** The top of the project. */
export const project = join(import.meta.dirname, '..')

/** What every bundle is made with. */
export const every: BuildOptions = {
  absWorkingDir: project,
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  // fp-ts and io-ts ship ES modules under `module`: of these only what is used is bundled.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
}

/** What a function is bundled with: nothing is installed beside it, so its bundle holds everything it needs, the AWS SDK too. */
export const selfContained: BuildOptions = {
  ...every,
  minify: true,
  plugins: [droppableIoTs, slimCredentials],
  // Packages that are CommonJS inside call `require`, which an ES module does not have.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
}

/** The functions, by the names of their folders in `dist/functions`, and the source that each begins with. */
export const FUNCTION_ENTRIES = {
  sweep: 'functions/sweep.ts',
  rotate: 'functions/rotate.ts',
  'native-rotation': 'functions/native-rotation.ts',
} as const
