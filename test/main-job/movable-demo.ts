import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { movableClock } from '../../lib/local/account-clock.ts'
import { fleetReader } from '../../lib/local/fleet.ts'
import type { FunctionLogLine } from '../../lib/local/functions/function-host.ts'
import type { Call, Fault } from '../../lib/local/gateway/gateway-call.ts'
import { startSampleAccount } from '../../lib/local/sample-account.ts'
import { sampleProviders } from '../../lib/local/sample-providers.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { builtDist } from './built-dist.ts'
import { currentText, refreshTokenOf, secretNamed } from './demo.ts'

const PROVIDER = 'acme-crm'
const CLIENT_ID = `local-${PROVIDER}`

/** What an event says, without what only the bus adds. */
export type Told = { readonly detailType: string; readonly detail: unknown }

/**
 * Starts a local account whose time can be moved, empty but for the OAuth client of its credentials, early on a day of
 * its own (UTC), so that what counts by the day does not depend on when a test runs.
 *
 * Shape: `create` makes a credential that is due, of a grant of its own; `put` writes a text as a person does.
 */
export const startMovableDemo = async () => {
  const clock = movableClock()
  clock.advance(secondsToMidnight(clock.now()) + 1800)
  const calls: Call[] = []
  const lines: FunctionLogLine[] = []
  const faults: { next: ((call: Call) => Fault | undefined) | undefined } = { next: undefined }
  const account = await startSampleAccount({
    dist: builtDist(),
    sweepMinutes: 5,
    clock,
    log: (line) => lines.push(line),
    onCall: (call) => {
      calls.push(call)
      return faults.next?.(call)
    },
  })
  const secrets = new SecretsManagerClient(account.access)
  const fleet = fleetReader(account)
  const { clientId, clientSecret } = clientOf(PROVIDER)
  await secrets.send(
    new CreateSecretCommand({
      Name: `token-rotation/clients/${PROVIDER}`,
      SecretString: JSON.stringify({ client_id: clientId, client_secret: clientSecret }),
    }),
  )

  const put = (name: string, text: string) =>
    secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: text }))

  const create = async (name: string): Promise<string> => {
    const { accessToken, refreshToken } = await account.authorizationServer.issue(CLIENT_ID)
    const text = `{ "access_token": "${accessToken}", "refresh_token": "${refreshToken}", "note": "first", "big": 12345678901234567890 }`
    await secrets.send(
      new CreateSecretCommand({
        Name: name,
        SecretString: text,
        Tags: [{ Key: 'token-rotation:provider', Value: PROVIDER }],
      }),
    )
    return text
  }

  return {
    account,
    clock,
    calls,
    lines,
    faults,
    secrets,
    create,
    put,
    /** A sweep, and all work that it finds. */
    sweep: async () => {
      await account.sweep()
      await account.settled()
    },
    /** The refresh token that consumers of a secret have, and what the authorization server says of it. */
    tokenOf: async (name: string) => {
      const token = refreshTokenOf(currentText(account, name))
      return { token, state: await account.authorizationServer.stateOf(token) }
    },
    itemOf: async (name: string): Promise<LedgerItem | undefined> =>
      (await fleet.read()).find((row) => row.name === name)?.item,
    told: (name: string): readonly Told[] =>
      account.eventBridge
        .events()
        .filter(({ resources }) => resources.includes(secretNamed(account, name).arn))
        .map(({ detailType, detail }) => ({ detailType, detail })),
    stop: async () => {
      secrets.destroy()
      fleet.stop()
      await account.stop()
    },
  }
}

const clientOf = (id: string) => {
  const provider = sampleProviders.find((candidate) => candidate.id === id)
  if (provider === undefined) throw new Error(`expected a sample provider ${id}`)
  return provider.client
}

const secondsToMidnight = (now: Date): number =>
  (Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1) - now.getTime()) / 1000
