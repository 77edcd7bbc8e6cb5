import { randomUUID } from 'node:crypto'
import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { decode } from '../../lib/codec/decode.ts'
import { localSign } from '../../lib/provider/client/signer.ts'
import { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { byId } from '../../lib/provider/provider-file.ts'
import { circuitBreaker } from '../../lib/rotation/circuit-breaker.ts'
import { clientWatch } from '../../lib/rotation/client-watch.ts'
import type { ProviderEvent, RotationEvent } from '../../lib/rotation/event.ts'
import { type LedgerItem, LedgerItem as LedgerItemCodec } from '../../lib/rotation/ledger-item.ts'
import type { ListedSecret } from '../../lib/rotation/listed-secret.ts'
import { providerStates } from '../../lib/rotation/provider-states.ts'
import type { RotateEnv, Secrets } from '../../lib/rotation/rotate-env.ts'
import { later, refreshAt, spread } from '../../lib/rotation/schedule.ts'
import type { SweepEnv } from '../../lib/rotation/sweep-env.ts'
import { fakeLedger, fakeProviderTable, fakeWalk } from '../fakes.ts'
import { NOW, printOf, rightOf, salt } from '../fixed-data.ts'
import { fairQueue } from './fair-queue.ts'
import { tokenEndpoint } from './token-endpoint.ts'

/** How many credentials each provider has. */
export type Fleet = Readonly<Record<string, number>>

/** How many containers of Rotate there are at most, each with what it knows of the providers. */
const CONTAINERS = 20

/**
 * An account in memory, in a steady state: the real sweep and the real rotation over ports that answer at once. Time
 * passes only when `pass` says so.
 */
export const outageWorld = (fleet: Fleet, sweepMinutes: number) => {
  let time = NOW
  const now = () => time
  const providers = byId(Object.keys(fleet).map(definitionOf))
  const endpoint = tokenEndpoint(now)
  const events: (RotationEvent | ProviderEvent)[] = []
  const table = fakeProviderTable()
  const queue = fairQueue()
  const listed = Object.entries(fleet).flatMap(([provider, size]) =>
    Array.from({ length: size }, (_, i) => listedSecret(provider, i)),
  )
  const current = new Map(listed.map(({ arn }) => [arn, 'v1']))
  const items = new Map(listed.map((secret) => [secret.arn, steadyItem(secret)]))
  const ledger = fakeLedger([], items).port
  const secrets = secretsOf(listed, current, now)

  const container = (): RotateEnv => {
    const states = providerStates(table.port, now)
    return {
      secrets,
      ledger: { ...ledger },
      escrow: { seal: () => TE.right(new Uint8Array()), open: () => TE.right('') },
      tokenLost: (arn) => {
        throw new Error(`lost the token of ${arn}`)
      },
      providers,
      tagPrefix: 'token-rotation',
      breaker: circuitBreaker(table.port, states, now),
      clients: clientWatch(table.port, states, now),
      meter: { secretWrite: () => undefined, tokenRequest: () => undefined, tell: () => undefined },
      sendPost: endpoint.post,
      sign: localSign,
      secretMemory: new Set(),
      clientSecret: () => TE.right('{"client_id":"client-id","client_secret":"client-secret"}'),
      publish: (told) => async () => {
        events.push(...told)
        return E.right(undefined)
      },
      now,
      deadline: (seconds) => later(time, seconds),
      newId: randomUUID,
      newSalt: () => salt,
      random: random(20260302),
      wait: () => async () => undefined,
    }
  }
  const sweepEnv: SweepEnv = {
    list: (next = '0') => {
      const from = Number(next)
      return TE.right({
        secrets: listed
          .slice(from, from + 100)
          .map((secret) => ({ ...secret, current: current.get(secret.arn) })),
        next: from + 100 < listed.length ? String(from + 100) : undefined,
      })
    },
    items: (arns) => TE.right(new Map(arns.flatMap((arn) => entryOf(items, arn)))),
    providerStates: (ids) => TE.right(new Map(ids.flatMap((id) => entryOf(table.states, id)))),
    queueDepth: async () => E.right(queue.depth()),
    send: (due) => async () => {
      queue.send(due)
      return E.right(due.length)
    },
    walk: fakeWalk(),
    providers,
    tagPrefix: 'token-rotation',
    sweepMinutes,
    secondsLeft: 900,
    now,
    deadline: (seconds) => later(time, seconds),
  }
  return {
    now,
    pass: (seconds: number) => {
      time = later(time, seconds)
    },
    containers: Array.from({ length: CONTAINERS }, container),
    sweepEnv,
    queue,
    items,
    endpoint,
    events,
    table,
  }
}

export type OutageWorld = ReturnType<typeof outageWorld>

/** The host of a provider's token endpoint. */
export const hostOf = (provider: string): string => `${provider}.example`

const definitionOf = (id: string): ProviderDefinition =>
  rightOf(
    decode(ProviderDefinition)({
      id,
      name: id,
      tokenUrl: `https://${hostOf(id)}/token`,
      accessTokenLifetimeSeconds: 3600,
      defaultFormat: 'credentials',
    }),
  )

const listedSecret = (provider: string, i: number): ListedSecret => ({
  arn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:${provider}/${i}-AbCdEf`,
  tags: { 'token-rotation:provider': provider },
  current: 'v1',
  primaryRegion: undefined,
  owningService: undefined,
  managedType: undefined,
  isDeleted: false,
})

const numberOf = (arn: string): string => arn.match(/\/(\d+)-/)?.[1] ?? ''

const EMPTY_ITEM = rightOf(decode(LedgerItemCodec)({ id: '' }))

/** Refreshed some time in the last 48 minutes, by a share that has nothing to do with the spread of the schedule. */
const steadyItem = ({ arn, tags }: ListedSecret): LedgerItem => {
  const provider = tags['token-rotation:provider'] ?? ''
  const refreshedAt = later(NOW, -2880 * spread(`${arn} was refreshed`))
  const expiresAt = later(refreshedAt, 3600)
  return {
    ...EMPTY_ITEM,
    id: arn,
    layout: 1,
    name: arn,
    provider,
    format: 'credentials',
    policy: JSON.stringify({ provider }),
    status: 'active',
    version: 'v1',
    newest: 'v1',
    nextAt: refreshAt({
      secretArn: arn,
      definition: definitionOf(provider),
      now: NOW,
      issuedAt: refreshedAt,
      expiresAt,
      refreshedAt,
    }),
    expiresAt,
    refreshedAt,
    salt,
    current: printOf(`refresh-${numberOf(arn)}-0`),
  }
}

/** Only the version that is current, and the one that is to be, keep their text. */
const secretsOf = (
  listed: readonly ListedSecret[],
  current: Map<string, string>,
  now: () => Date,
): Secrets => {
  const tags = new Map(listed.map((secret) => [secret.arn, secret.tags]))
  const texts = new Map<string, Map<string, { text: string; createdAt: Date }>>()
  const versionsOf = (arn: string) => {
    const first = {
      text: JSON.stringify({
        access_token: `access-${numberOf(arn)}-0`,
        refresh_token: `refresh-${numberOf(arn)}-0`,
      }),
      createdAt: later(NOW, -7200),
    }
    const versions = texts.get(arn) ?? new Map([['v1', first]])
    texts.set(arn, versions)
    return versions
  }
  return {
    describe: (arn) => async () =>
      E.right({
        name: arn,
        tags: tags.get(arn) ?? {},
        versions: { [current.get(arn) ?? '']: ['AWSCURRENT'] },
      }),
    getVersion: (arn, id) => async () => E.right(versionsOf(arn).get(id)),
    putPending: (arn, id, text) => async () => {
      versionsOf(arn).set(id, { text, createdAt: now() })
      return E.right(undefined)
    },
    promote:
      (arn, { from, to }) =>
      async () => {
        versionsOf(arn).delete(from)
        current.set(arn, to)
        return E.right(undefined)
      },
  }
}

const entryOf = <A>(
  all: ReadonlyMap<string, A>,
  key: string,
): readonly (readonly [string, A])[] => {
  const value = all.get(key)
  return value === undefined ? [] : [[key, value]]
}

/** Numbers in [0, 1), always the same ones. Source: mulberry32 */
const random = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
