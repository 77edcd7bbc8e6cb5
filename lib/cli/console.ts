import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { authorizeLine } from './console/authorize-line.ts'
import { startConsole } from './console/console-server.ts'
import { pageFiles } from './console/page-files.ts'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, inTrouble, type Verdict } from './operator/fail.ts'
import { findQueue, type QueueOptions, queueOptions } from './operator/find-queue.ts'
import { onDeployment } from './operator/on-deployment.ts'
import {
  type OperatorOptions,
  operatorCommand,
  operatorOptions,
} from './operator/operator-options.ts'
import {
  knownProviders,
  type ProviderOptions,
  providerOptions,
} from './operator/provider-options.ts'
import { say } from './operator/say.ts'

type ConsoleOptions = OperatorOptions &
  QueueOptions &
  ProviderOptions & { readonly port?: number; readonly sweepMinutes: number }

/** `token-rotation console`: the fleet on a web page that only this machine, and only the link's holder, can open. */
export const consoleCommand = (): Command =>
  providerOptions(
    queueOptions(
      operatorOptions(
        operatorCommand('console', 'show the fleet on a web page of this machine', [
          'token-rotation console',
          'token-rotation console --port 4600',
          'token-rotation console --tag-prefix token-rotation-staging --region eu-central-1',
        ]),
      ),
    ),
  )
    .addOption(
      new Option('--port <n>', 'port on 127.0.0.1 (default: any free one)').argParser(
        wholeNumber(1, 65_535),
      ),
    )
    .addOption(
      new Option('--sweep-minutes <n>', 'minutes between two sweeps of the deployment')
        .default(5)
        .argParser(wholeNumber(1, 15)),
    )
    .addHelpText(
      'after',
      '\nReads ListSecrets, DescribeSecret, ListSecretVersionIds and BatchGetItem, no value. Rotate, pause, resume and a login need what the commands rotate, pause, resume and authorize need; a login reads the secret and its client. The link is as good as your AWS credentials while the command runs: give it to nobody. Ctrl-C ends it.',
    )
    .action((options: ConsoleOptions) =>
      onDeployment(options, (deployment, interrupted) => serve(deployment, options, interrupted), {
        finishes: true,
      }),
    )

const serve = async (
  deployment: Deployment,
  options: ConsoleOptions,
  interrupted: AbortSignal,
): Promise<E.Either<Failure, Verdict>> => {
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const files = pageFiles(dirname(fileURLToPath(import.meta.url)))
  if (E.isLeft(files)) return E.left(inTrouble(files.left))
  const { region } = deployment
  const { port, sweepMinutes } = options
  const started = await startConsole(
    {
      deployment,
      providers: providers.right,
      sweepMinutes,
      place: process.env.AWS_ENDPOINT_URL ?? 'AWS',
      authorizeCommand: (name) => authorizeLine(name, { ...options, region }, process.env),
      findQueue: () => findQueue(deployment, options),
    },
    { files: files.right, port },
  )
  if (E.isLeft(started)) return E.left(inTrouble(started.left))
  const { url, stop } = started.right
  say(options, { lines: [`console: ${url}`, 'Ctrl-C ends it'], json: { url } })
  if (!interrupted.aborted)
    await new Promise((resolve) => interrupted.addEventListener('abort', resolve, { once: true }))
  await stop()
  return E.right(0)
}

function wholeNumber(least: number, most: number) {
  return (text: string): number => {
    const number = Number(text)
    if (!Number.isInteger(number) || number < least || number > most)
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}`)
    return number
  }
}
