import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { localSign } from '../lib/provider/client/signer.ts'
import { circuitBreaker } from '../lib/rotation/circuit-breaker.ts'
import { clientWatch } from '../lib/rotation/client-watch.ts'
import type { ProviderEvent, RotationEvent } from '../lib/rotation/event.ts'
import type { LedgerItem } from '../lib/rotation/ledger-item.ts'
import type { ListedSecret } from '../lib/rotation/listed-secret.ts'
import { meteredSecrets } from '../lib/rotation/metered.ts'
import { providerStates } from '../lib/rotation/provider-states.ts'
import type { RotateEnv } from '../lib/rotation/rotate-env.ts'
import type { RotationRequest } from '../lib/rotation/rotation-run.ts'
import { later } from '../lib/rotation/schedule.ts'
import type { DueCredential, SweepEnv } from '../lib/rotation/sweep-env.ts'
import {
  fakeClock,
  fakeEscrow,
  fakeLedger,
  fakeMeter,
  fakeProvider,
  fakeProviderTable,
  fakeSecrets,
  fakeWalk,
} from './fakes.ts'
import { NOW, providers, salt, secretArn, steadyItem } from './fixed-data.ts'

/**
 * The happy path of a rotation: one secret that is due, its item, a provider that answers. A test overrides one
 * member of `env`, or changes one part of the world before it begins.
 */
export const happyEnv = () => {
  const calls: string[] = []
  const events: (RotationEvent | ProviderEvent)[] = []
  const clock = fakeClock()
  const secrets = fakeSecrets(clock, calls)
  const ledger = fakeLedger(calls)
  const table = fakeProviderTable(calls)
  const states = providerStates(table.port, clock.now)
  const meter = fakeMeter()
  const provider = fakeProvider(calls)
  const lost: string[] = []
  let ids = 0
  const env: RotateEnv = {
    secrets: meteredSecrets(secrets.port, meter.meter),
    ledger: ledger.port,
    escrow: fakeEscrow(calls),
    tokenLost: (secretArn) => {
      lost.push(secretArn)
    },
    providers,
    tagPrefix: 'token-rotation',
    breaker: circuitBreaker(table.port, states, clock.now),
    clients: clientWatch(table.port, states, clock.now),
    meter: meter.meter,
    sendPost: provider.sendPost,
    sign: localSign,
    secretMemory: new Set(),
    clientSecret: () => TE.right('{"client_id":"client-id","client_secret":"client-secret"}'),
    publish: (told) => async () => {
      calls.push('publish')
      events.push(...told)
      return E.right(undefined)
    },
    now: clock.now,
    deadline: clock.deadline,
    newId: () => {
      ids += 1
      return `id-${ids}`
    },
    newSalt: () => salt,
    random: () => 0.5,
    wait: clock.wait,
  }
  const request = (fields: Partial<RotationRequest> = {}): RotationRequest => ({
    secretArn,
    versionId: secrets.current(),
    force: false,
    endsAt: later(clock.now(), 90),
    ...fields,
  })
  /** What people changed of the steady item. */
  const remember = (fields: Partial<LedgerItem>) => {
    ledger.items.set(secretArn, { ...ledger.item(), ...fields })
  }
  return {
    env,
    request,
    calls,
    events,
    lost,
    clock,
    secrets,
    ledger,
    remember,
    table,
    provider,
    meter,
  }
}

/** A secret of the happy path as the list shows it. */
export const listedSecret: ListedSecret = {
  arn: secretArn,
  tags: { 'token-rotation:provider': 'acme' },
  current: 'v1',
  primaryRegion: undefined,
  owningService: undefined,
  managedType: undefined,
  isDeleted: false,
}

/** The happy path of a sweep: one page with one secret that is due, and an empty queue. */
export const happySweepEnv = () => {
  const sent: (readonly DueCredential[])[] = []
  const env: SweepEnv = {
    list: () => TE.right({ secrets: [listedSecret], next: undefined }),
    items: () => TE.right(new Map([[secretArn, steadyItem]])),
    providerStates: () => TE.right(new Map()),
    queueDepth: TE.right(0),
    send: (due) => async () => {
      sent.push(due)
      return E.right(due.length)
    },
    walk: fakeWalk(),
    providers,
    tagPrefix: 'token-rotation',
    sweepMinutes: 5,
    secondsLeft: 900,
    now: () => NOW,
    deadline: (seconds) => later(NOW, seconds),
  }
  return { env, sent }
}
