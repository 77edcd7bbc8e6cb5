import type { LocalAccount } from '../../lib/local/account.ts'
import type { AccountClock } from '../../lib/local/account-clock.ts'
import type { Call, Fault } from '../../lib/local/gateway/gateway-call.ts'
import { startSampleAccount } from '../../lib/local/sample-account.ts'
import { seedSamples } from '../../lib/local/samples.ts'
import {
  type LocalSecret,
  type LocalVersion,
  versionByLabel,
} from '../../lib/local/secrets-manager/secret.ts'
import { leakWatch } from '../leaks/leak-watch.ts'
import { builtDist } from './built-dist.ts'

/** A local account with the demo's credentials, of which everything that goes in and out is kept, and searched for secrets when it stops. */
export const startDemo = async ({ clock }: { readonly clock?: AccountClock } = {}) => {
  const calls: Call[] = []
  const lines: string[] = []
  const faults: { next: ((call: Call) => Fault | undefined) | undefined } = { next: undefined }
  const watch = leakWatch()
  const started = await startSampleAccount({
    dist: builtDist(),
    sweepMinutes: 5,
    clock,
    log: ({ functionName, line }) => {
      lines.push(line)
      watch.hearLine(functionName, line)
    },
    onCall: (call) => {
      calls.push(call)
      watch.hearCall(call)
      return faults.next?.(call)
    },
  })
  const account = {
    ...started,
    stop: async () => {
      const leaks = watch.leaks(started)
      await started.stop()
      if (leaks.length > 0) throw new Error(`a secret leaked into ${leaks.join(', ')}`)
    },
  }
  await seedSamples(account)
  const sweep = async (): Promise<readonly string[]> => {
    calls.length = 0
    await account.sweep()
    await account.settled()
    return operations(calls)
  }
  return { account, calls, lines, faults, sweep }
}

/** The names of the calls, without those of the event source mapping itself. */
export const operations = (calls: readonly Call[]): readonly string[] =>
  calls
    .map(({ operation }) => operation)
    .filter((name) => !['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].includes(name))

/** A secret of the account, with its values. */
export const secretNamed = (account: LocalAccount, name: string): LocalSecret => {
  const secret = account.secretsManager.snapshot().find((candidate) => candidate.name === name)
  if (secret === undefined) throw new Error(`expected a secret ${name}`)
  return secret
}

/** The version of a secret that is AWSCURRENT. */
export const currentVersion = (account: LocalAccount, name: string): LocalVersion => {
  const version = versionByLabel(secretNamed(account, name).versions, 'AWSCURRENT')
  if (version === undefined) throw new Error(`expected a current version of ${name}`)
  return version
}

/** The text that consumers read. */
export const currentText = (account: LocalAccount, name: string): string =>
  currentVersion(account, name).secretString ?? ''

/** The refresh token in a credential's text, in either spelling. */
export const refreshTokenOf = (text: string): string => {
  const { refresh_token, refreshToken = refresh_token } = JSON.parse(text)
  return refreshToken
}
