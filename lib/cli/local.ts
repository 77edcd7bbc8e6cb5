import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/Either'
import type { FunctionLogLine } from '../local/functions/function-host.ts'
import { withConsole } from './console/with-console.ts'
import { lostOutput } from './operator/lost-output.ts'
import { ownWorld } from './own-world.ts'
import { runLocal } from './run-local.ts'
import { sampleWorld } from './sample-world.ts'

/** What the command line says. Shape: `hours` are of the account's time. */
export type LocalOptions = {
  readonly once: boolean
  readonly hours?: number
  readonly fleet: number
  readonly sweepMinutes?: number
  readonly speed?: number
  readonly data?: string
  readonly secrets?: string
  readonly providers?: string
  readonly loopbackTokenUrls: boolean
  readonly port?: number
  readonly console: boolean
  readonly consolePort?: number
  readonly verbose: boolean
}

/** `token-rotation local`: the whole product on this machine, with sample credentials or the reader's own, and no AWS account. */
export const localCommand = (): Command =>
  new Command('local')
    .description('run the functions on an embedded account, and watch them')
    .addOption(
      new Option('--once', 'sweep once, wait for its work, print the summary and exit')
        .default(false)
        .conflicts('hours'),
    )
    .option(
      '--hours <n>',
      "print the summary and exit after so many hours of the account's time",
      wholeNumber(1, 500),
    )
    .option('--fleet <n>', 'so many more sample credentials', wholeNumber(0, 10_000), 0)
    .option(
      '--sweep-minutes <n>',
      'minutes between two sweeps, 1 to 15 (default: 1, with --speed 5)',
      wholeNumber(1, 15),
    )
    .addOption(
      new Option('--speed <n>', 'let time run so many times faster, 1 to 1440')
        .argParser(wholeNumber(1, 1440))
        .conflicts('secrets'),
    )
    .addOption(
      new Option(
        '--data <folder>',
        'keep the account in a folder, and go on with it at the next start',
      ).conflicts('secrets'),
    )
    .option(
      '--secrets <file>',
      'refresh the credentials of a file at their real providers, instead of samples',
    )
    .option('--providers <file>', 'with --secrets: custom provider definitions')
    .option(
      '--loopback-token-urls',
      'with --secrets, for development: let http token URLs lead to this machine',
      false,
    )
    .option(
      '--port <n>',
      'port of the embedded AWS endpoint (default: any free one)',
      wholeNumber(1, 65_535),
    )
    .addOption(
      new Option('--console', 'serve a web page of the account, for this machine alone')
        .default(false)
        .conflicts('once'),
    )
    .addOption(
      new Option('--console-port <n>', 'port of that page (default: any free one)')
        .argParser(wholeNumber(1, 65_535))
        .implies({ console: true })
        .conflicts('once'),
    )
    .option('--verbose', "show the functions' own log lines", false)
    .addHelpText(
      'after',
      `
Examples:
  npm start                              the demo, until Ctrl-C
  npm start -- --once                    one sweep and its summary
  npm start -- --speed 1440 --hours 24   a day of the demo in a minute
  npm start -- --data demo               the demo, kept in the folder demo
  npm start -- --console                 the demo, and its web page
  npm start -- --secrets mine.json       your own credentials, refreshed in mine.json
  npm start -- --port 4599               then: aws --endpoint-url http://127.0.0.1:4599 secretsmanager list-secrets

The file of --secrets holds an object by name, and only you may read it (chmod 600):
  {
    "crm/retently": {
      "tags": { "token-rotation:provider": "retently" },
      "value": { "client_id": "…", "client_secret": "…", "refresh_token": "…" }
    }
  }
Tags and values are those of secrets in AWS. What the account must remember is kept beside it, in mine.json.state.`,
    )
    .action(async (options: LocalOptions, command: Command) => {
      if (
        options.secrets === undefined &&
        (options.providers !== undefined || options.loopbackTokenUrls)
      )
        command.error('error: --providers and --loopback-token-urls belong to --secrets')
      process.stdout.on('error', (error) => process.exit(lostOutput(error)))
      const place = { dist: ownFolder(), log: logTo(process.stdout, options) }
      const world =
        options.secrets === undefined
          ? await sampleWorld(options, place)
          : await ownWorld({ ...options, secrets: options.secrets }, place)
      if (E.isLeft(world)) return command.error(world.left)
      const shown = options.console
        ? await withConsole(world.right, { dist: place.dist, port: options.consolePort })
        : world
      if (E.isLeft(shown)) command.error(shown.left)
      else await runLocal(options, shown.right, process.stdout)
    })

const logTo =
  (output: NodeJS.WriteStream, { verbose }: LocalOptions) =>
  ({ functionName, line }: FunctionLogLine): void => {
    if (verbose) output.write(`  ${functionName}  ${line}\n`)
  }

const ownFolder = (): string => dirname(fileURLToPath(import.meta.url))

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < least || number > most)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`)
    return number
  }
