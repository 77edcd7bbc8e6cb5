import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError } from 'commander'
import * as E from 'fp-ts/Either'
import { startAccount } from '../local/account.ts'
import { type DataFolder, openDataFolder } from '../local/data-folder.ts'
import { fleetReader } from '../local/fleet.ts'
import { seedSamples } from '../local/samples.ts'
import { startSchedule } from '../local/schedule.ts'
import { liveScreen, plainLines, type Screen } from './fleet-screen.ts'
import { summary } from './fleet-summary.ts'

type Options = {
  readonly once: boolean
  readonly sweepMinutes: number
  readonly port?: number
  readonly data?: string
  readonly verbose: boolean
}

/** `token-rotation local`: the whole product on this machine, with sample credentials and no AWS account. */
export const localCommand = (): Command =>
  new Command('local')
    .description('run the functions on an embedded account with sample credentials, and watch them')
    .option('--once', 'sweep once, wait for its work, print the summary and exit', false)
    .option('--sweep-minutes <n>', 'minutes between two sweeps, 1 to 15', wholeNumber(1, 15), 1)
    .option('--data <folder>', 'keep the account in a folder, and go on with it at the next start')
    .option(
      '--port <n>',
      'port of the embedded AWS endpoint (default: any free one)',
      wholeNumber(1, 65_535),
    )
    .option('--verbose', "show the functions' own log lines", false)
    .addHelpText(
      'after',
      `
Examples:
  npm start                      the demo, until Ctrl-C
  npm start -- --once            one sweep and its summary
  npm start -- --data demo       the demo, kept in the folder demo
  npm start -- --port 4599       then: aws --endpoint-url http://127.0.0.1:4599 secretsmanager list-secrets`,
    )
    .action(async ({ data: folder, ...options }: Options, command: Command) => {
      const data = folder === undefined ? undefined : openDataFolder(folder, console.error)
      if (data !== undefined && E.isLeft(data)) command.error(data.left)
      const kept = data !== undefined && E.isRight(data) ? { data: data.right } : {}
      await runLocal({ ...options, ...kept }, process.stdout).catch((thrown: unknown) => {
        if (!isPortInUse(thrown)) throw thrown
        command.error(`port ${options.port} is in use; choose another one with --port`)
      })
    })

/**
 * Runs the demo.
 *
 * Effect: starts the local account and stops it at the end, which is the first sweep's with `once`, else Ctrl-C.
 */
export const runLocal = async (
  options: Omit<Options, 'data'> & { readonly data?: DataFolder },
  output: NodeJS.WriteStream,
  dist = ownFolder(),
): Promise<void> => {
  const startedAt = Date.now()
  const line = (text: string): boolean => output.write(`${text}\n`)
  const account = await startAccount({
    dist,
    sweepMinutes: options.sweepMinutes,
    ...(options.port === undefined ? {} : { port: options.port }),
    ...(options.data === undefined ? {} : { data: options.data }),
    log: ({ functionName, line: text }) => options.verbose && line(`  ${functionName}  ${text}`),
  })
  const fleet = fleetReader(account)
  try {
    await seedSamples(account)
    line(`local account at ${account.origin} (AWS_ENDPOINT_URL), region us-east-1, any credentials`)
    if (options.once) await sweepOnce()
    else await sweepUntilInterrupted()
    line(
      summary(await fleet.read(), {
        refreshes: account.authorizationServer.refreshes(),
        milliseconds: Date.now() - startedAt,
      }),
    )
  } finally {
    fleet.stop()
    await account.stop()
  }

  async function sweepOnce(): Promise<void> {
    const screen = plainLines(account.eventBridge.subscribe, line)
    await account.sweep()
    await account.settled()
    screen.stop()
  }

  async function sweepUntilInterrupted(): Promise<void> {
    const schedule = startSchedule({
      everyMilliseconds: options.sweepMinutes * 60_000,
      run: account.sweep,
    })
    const screen: Screen = output.isTTY
      ? liveScreen({ read: fleet.read, nextSweep: schedule.next, output })
      : plainLines(account.eventBridge.subscribe, line)
    await interrupted()
    screen.stop()
    await schedule.stop()
  }
}

/** Resolves at the first Ctrl-C; a second one ends the process at once. */
const interrupted = (): Promise<void> =>
  new Promise((resolve) => {
    let isAsked = false
    // listeners that stay: the screen's library ends the process when it finds itself alone with the signal
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        if (isAsked) process.exit(130)
        isAsked = true
        resolve()
      })
  })

const isPortInUse = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE'

const ownFolder = (): string => dirname(fileURLToPath(import.meta.url))

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < least || number > most)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`)
    return number
  }
