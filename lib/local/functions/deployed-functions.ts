import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FunctionSettings, type LocalFunction, startFunction } from './function-host.ts'

/**
 * What the functions of a local account are made of.
 *
 * Shape: `dist` is the folder of the build; `providers` the text of the `providers.json` beside each bundle;
 * `rotateConcurrency` counts Rotate's processes.
 */
export type DeployedFunctionsSettings = Pick<FunctionSettings, 'environment' | 'clock' | 'log'> & {
  readonly dist: string
  readonly providers: string
  readonly rotateConcurrency: number
}

/** The functions of a local account, and what befalls all of them. */
export type DeployedFunctions = {
  readonly sweep: LocalFunction
  readonly rotate: LocalFunction
  readonly nativeRotation: LocalFunction
  readonly crash: () => Promise<void>
  readonly tellTime: () => void
  readonly stop: () => Promise<void>
}

/** How many messages are worked off at a time, unless told: each process costs this machine's memory. */
export const ROTATE_PROCESSES = 4

/** As the stack has them. */
const SWEEP_SECONDS = 900
const ROTATE_SECONDS = 90

/**
 * Starts the three functions as `dist/functions` holds them.
 *
 * Effect: writes a temporary folder; starts processes on demand. `stop` ends all of it.
 * Errors: rejects when the build is missing.
 */
export const deployFunctions = async ({
  dist,
  providers,
  rotateConcurrency,
  ...settings
}: DeployedFunctionsSettings): Promise<DeployedFunctions> => {
  const assets = await placeAssets(dist, providers)
  const start = (name: string, timeoutSeconds: number, maximumConcurrency: number) =>
    startFunction({
      ...settings,
      name,
      bundle: join(assets, name, 'index.mjs'),
      runner: join(dist, 'function-runner.mjs'),
      timeoutSeconds,
      maximumConcurrency,
    })
  const functions = {
    sweep: start('sweep', SWEEP_SECONDS, 1),
    rotate: start('rotate', ROTATE_SECONDS, rotateConcurrency),
    nativeRotation: start('native-rotation', ROTATE_SECONDS, 1),
  }
  const all = Object.values(functions)
  return {
    ...functions,
    crash: async () => {
      await Promise.all(all.map(({ crash }) => crash()))
    },
    tellTime: () => {
      for (const { tellTime } of all) tellTime()
    },
    stop: async () => {
      await Promise.all(all.map(({ stop }) => stop()))
      await rm(assets, { recursive: true, force: true })
    },
  }
}

/** Lays each bundle beside its `providers.json`, as the stack's assets do. */
const placeAssets = async (dist: string, providers: string): Promise<string> => {
  const assets = await mkdtemp(join(tmpdir(), 'token-rotation-'))
  await cp(join(dist, 'functions'), assets, { recursive: true })
  for (const name of ['sweep', 'rotate', 'native-rotation'])
    await writeFile(join(assets, name, 'providers.json'), providers)
  return assets
}
