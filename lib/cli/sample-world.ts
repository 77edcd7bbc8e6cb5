import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { AccountOptions } from '../local/account.ts'
import { accountClock } from '../local/account-clock.ts'
import type { DataFolder } from '../local/kept/data-folder.ts'
import { knownLocally } from '../local/local-providers.ts'
import { type SampleAccount, startSampleAccount } from '../local/sample-account.ts'
import { seedSamples } from '../local/samples.ts'
import type { LocalOptions } from './local.ts'
import type { LocalWorld } from './run-local.ts'
import { secondTerminal } from './second-terminal.ts'
import { startInFolder, startOrSayWhy } from './start-in-folder.ts'

/** More often than a deployment, so that there is something to see; a faster clock needs no help. */
const SWEEP_MINUTES = 1
const FAST_SWEEP_MINUTES = 5

/** The demo: sample credentials of an authorization server on this machine. Errors: one sentence. */
export const sampleWorld = async (
  options: LocalOptions,
  { dist, log }: Pick<AccountOptions, 'dist' | 'log'>,
): Promise<E.Either<string, LocalWorld>> => {
  const { speed = 1, port } = options
  const sweepMinutes = options.sweepMinutes ?? (speed === 1 ? SWEEP_MINUTES : FAST_SWEEP_MINUTES)
  const start = async (data?: DataFolder): Promise<SampleAccount> => {
    const clock = accountClock(speed, data?.documents('clock'))
    const account = await startSampleAccount({ dist, data, clock, sweepMinutes, port, log })
    await seedSamples(account, options.fleet)
    return account
  }
  const started =
    options.data === undefined
      ? await startOrSayWhy(port, start)
      : await startInFolder({ folder: options.data, purpose: 'samples', port }, start)
  return pipe(
    started,
    E.map((account) => worldOf(account, { speed, sweepMinutes })),
  )
}

const worldOf = (
  account: SampleAccount,
  { speed, sweepMinutes }: { readonly speed: number; readonly sweepMinutes: number },
): LocalWorld => {
  const { access, authorizationServer } = account
  const terminal = secondTerminal(account)
  return {
    account: {
      ...account,
      stop: async () => {
        terminal.remove()
        await account.stop()
      },
    },
    greeting: [
      `local account at ${access.endpoint} (AWS_ENDPOINT_URL), region ${access.region}, any credentials`,
      `for the commands, in a second terminal: ${terminal.line}`,
      ...(speed === 1 ? [] : [`time runs ${speed} times faster`]),
    ],
    sweepMinutes,
    providers: knownLocally(authorizationServer),
    terminalLine: terminal.line,
    refreshed: () => `${authorizationServer.refreshes()} refreshed at the authorization server`,
  }
}
