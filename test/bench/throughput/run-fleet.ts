import { setTimeout as pause } from 'node:timers/promises'
import { type LocalAccount, startAccount } from '../../../lib/local/account.ts'
import { startAuthorizationServer } from '../../../lib/local/authorization/authorization-server.ts'
import { localProviders } from '../../../lib/local/local-providers.ts'
import { sampleProviders } from '../../../lib/local/sample-providers.ts'
import { type Random, randomOf } from '../../faults/random.ts'
import { startTokenEndpoint } from '../../faults/token-endpoint.ts'
import { countLost, deadLettersOf } from './books.ts'
import { coresInUse } from './cores-in-use.ts'
import { type DueCredential, makeClients, makeDueFleet } from './due-fleet.ts'
import { quotasOf } from './quotas-of.ts'
import { type WorkSeen, watchWork } from './work-watch.ts'

/** A range of milliseconds, both ends included. */
export type Latency = readonly [from: number, to: number]

/**
 * What is run.
 *
 * Shape: `writesPerSecond` is what the account's quota of writes leaves; `concurrency` is the event source mapping's;
 * `endpoint` is how long the token endpoint takes before it answers, `calls` what the functions' calls to AWS take
 * beyond what the embedded account does.
 */
export type FleetRun = {
  readonly size: number
  readonly writesPerSecond: number
  readonly concurrency: number
  readonly endpoint: Latency
  readonly calls: Latency
  readonly dist: string
  readonly tell: (progress: string) => void
}

/**
 * What came of a run.
 *
 * Shape: `lost` counts credentials whose AWSCURRENT does not hold the token that the authorization server still takes;
 * `trouble` are runs of functions that ended in another way than they should, in a word or two.
 */
export type FleetMeasurement = {
  readonly run: FleetRun
  readonly fleet: readonly DueCredential[]
  readonly seen: WorkSeen
  readonly lost: number
  readonly deadLetters: number
  readonly trouble: readonly string[]
  readonly coresInUse: number
}

const SWEEP_MINUTES = 5
const MAX_MINUTES = 10

/**
 * Lets a fleet fall due in one moment and watches it being refreshed by the functions as they are shipped, on an
 * embedded account with the quotas of AWS. The functions' processes are started before, by a few other credentials:
 * on AWS they do not share two cores.
 *
 * Effect: starts processes, and listens on loopback, until it is over; gives up after 10 minutes.
 */
export const runFleet = async (run: FleetRun): Promise<FleetMeasurement> => {
  const { size, concurrency, tell } = run
  const endpointLatency = latencyOf(randomOf('token endpoint'), run.endpoint)
  const callLatency = latencyOf(randomOf('calls to AWS'), run.calls)
  const trouble: string[] = []
  let watch = watchWork()
  const server = await startAuthorizationServer({
    clients: sampleProviders.map(({ client }) => client),
    accessTokenLifetimeSeconds: 3600,
  })
  const endpoint = await startTokenEndpoint(server.tokenUrl, {
    onRequest: async () => {
      await pause(endpointLatency())
      return undefined
    },
    onExchange: (exchange) => watch.onExchange(exchange),
  })
  const account = await startAccount({
    dist: run.dist,
    providers: localProviders(endpoint),
    loopbackTokenUrls: true,
    sweepMinutes: SWEEP_MINUTES,
    quotas: quotasOf(run.writesPerSecond),
    rotateConcurrency: concurrency,
    // on AWS the queue is polled beside the function
    onCall: ({ service }) =>
      service === 'sqs' ? undefined : { kind: 'delay', milliseconds: callLatency() },
    onAnswer: (call, reply) => watch.onAnswer(call, reply),
    invoking: async (functionName, invoke) => {
      const invocation = await invoke()
      if (invocation.tag !== 'Answered') trouble.push(`${functionName}: ${invocation.tag}`)
      return invocation
    },
    log: ({ functionName, line }) => {
      const ending = functionName === 'rotate' ? endingIn(line) : undefined
      if (ending !== undefined && ending !== 'refreshed') trouble.push(ending)
    },
  })
  try {
    makeClients(account)
    tell(`starting ${concurrency} processes`)
    const first = await makeDueFleet(account, server, 3 * concurrency)
    await sweepUntilDone(account, watch.seen, { ...run, size: first.length, tell: () => {} })

    tell(`making ${size} credentials that are due`)
    const fleet = await makeDueFleet(account, server, size)
    watch = watchWork()
    trouble.length = 0
    const inUse = coresInUse()
    tell('sweeping, and refreshing what is due')
    await sweepUntilDone(account, watch.seen, run)
    return {
      run,
      fleet,
      seen: watch.seen,
      trouble,
      coresInUse: inUse(),
      lost: await countLost(account, server, fleet),
      deadLetters: await deadLettersOf(account),
    }
  } finally {
    await account.stop()
    await endpoint.stop()
    await server.stop()
  }
}

const latencyOf =
  (random: Random, [from, to]: Latency): (() => number) =>
  () =>
    from + random.below(to - from + 1)

/** Sweeps as the schedule does, until everything is refreshed and every message worked off, or the time is over. */
const sweepUntilDone = async (
  account: LocalAccount,
  { promotedAt }: WorkSeen,
  { size, tell }: Pick<FleetRun, 'size' | 'tell'>,
): Promise<void> => {
  const began = Date.now()
  let sweeping: Promise<unknown> = Promise.resolve()
  let sweeps = 0
  let told = 0
  while (promotedAt.size < size && Date.now() < began + MAX_MINUTES * 60_000) {
    if (Date.now() >= began + sweeps * SWEEP_MINUTES * 60_000) {
      sweeps += 1
      sweeping = account.sweep()
    }
    await pause(100)
    const tenth = Math.floor((promotedAt.size * 10) / size)
    if (tenth > told) tell(`${promotedAt.size} refreshed`)
    told = tenth
  }
  await sweeping
  if (promotedAt.size === size) await account.settled()
}

/** What a run of Rotate says of itself in its last line: its result, and the code of an error. */
const endingIn = (line: string): string | undefined => {
  if (!line.includes('"secretArn"')) return undefined
  const { message, errorCode }: { message?: string; errorCode?: string } = JSON.parse(line)
  return errorCode === undefined ? message : `${message}: ${errorCode}`
}
