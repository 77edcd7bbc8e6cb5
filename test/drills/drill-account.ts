import { movableClock } from '../../lib/local/account-clock.ts'
import { startAuthorizationServer } from '../../lib/local/authorization/authorization-server.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import type { Invocation } from '../../lib/local/functions/function-host.ts'
import type { Call, Fault } from '../../lib/local/gateway/gateway-call.ts'
import { startMonitoredAccount } from '../../lib/local/monitoring/monitored-account.ts'
import { encodeProviders } from '../../lib/provider/provider-file.ts'
import { startTokenEndpoint } from '../faults/token-endpoint.ts'
import { builtDist } from '../main-job/built-dist.ts'
import { definition } from '../provider/definition.ts'

/** The OAuth client of all providers here. */
export const CLIENT = { clientId: 'the-client', clientSecret: `${DEMO_SECRET}of-the-client` }

/** Minutes between two sweeps. */
export const SWEEP_MINUTES = 5

const DAY = 86_400

/** Providers by what their definition says of grants. All of them are one authorization server, whose tokens live an hour. */
export const PROVIDERS = {
  acme: {},
  'acme-week': { grantLifetimeSeconds: 7 * DAY + 1800 },
  'acme-day': { grantLifetimeSeconds: DAY + 1800 },
} as const
export type ProviderId = keyof typeof PROVIDERS

/** What goes wrong, each until it is taken back. */
export type Trouble = {
  call?: ((call: Call) => Fault | undefined) | undefined
  token?: (() => Fault | undefined) | undefined
  invoke?: ((functionName: string) => Invocation | undefined) | undefined
}

/** Starts an empty local account under the stack's own alarms and notices, so long before a midnight (UTC). */
export const startDrillAccount = async (template: unknown, minutesToMidnight: number) => {
  const trouble: Trouble = {}
  const clock = clockBeforeMidnight(minutesToMidnight)
  const server = await startAuthorizationServer({
    clients: [{ ...CLIENT, authMethod: 'client_secret_post' }],
    accessTokenLifetimeSeconds: 3600,
    clock,
  })
  const endpoint = await startTokenEndpoint(server.tokenUrl, {
    onRequest: async () => trouble.token?.(),
    onExchange: () => {},
  })
  const account = await startMonitoredAccount({
    template,
    dist: builtDist(),
    providers: encodeProviders(
      Object.entries(PROVIDERS).map(([id, grant]) =>
        definition({ id, name: id, tokenUrl: endpoint.tokenUrl.href, ...grant }),
      ),
    ),
    loopbackTokenUrls: true,
    sweepMinutes: SWEEP_MINUTES,
    clock,
    onCall: (call) => {
      // a version that is not there is asked for again for five seconds, and nobody has to wait for it
      if (call.operation === 'GetSecretValue' && !isThere(call.input.VersionId)) jump(5)
      return trouble.call?.(call)
    },
    invoking: async (name, invoke) => trouble.invoke?.(name) ?? invoke(),
  })
  const isThere = (versionId: unknown): boolean =>
    versionId === undefined ||
    account.secretsManager
      .snapshot()
      .some(({ versions }) => versions.some(({ id }) => id === versionId))
  const jump = (seconds: number): void => {
    clock.advance(seconds)
    account.tellTime()
  }
  return {
    account,
    clock,
    server,
    trouble,
    /** Moves time, also in the middle of a function's work. */
    jump,
    stop: async () => {
      await account.stop()
      await endpoint.stop()
      await server.stop()
      const texts = account.notices().map(({ text }) => text)
      if (texts.join('\n').includes(DEMO_SECRET)) throw new Error('a secret leaked into a notice')
    },
  }
}

export type DrillAccount = Awaited<ReturnType<typeof startDrillAccount>>

/**
 * The queue delays messages by the machine's clock, so here it delays by next to nothing: what falls due within minutes
 * is looked at too early, and by the next sweep.
 */
const clockBeforeMidnight = (minutes: number) => {
  const clock = movableClock()
  const now = clock.now()
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 2)
  clock.advance((midnight - now.getTime()) / 1000 - minutes * 60)
  return { ...clock, speed: 1e9 }
}
