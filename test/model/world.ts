import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { PENDING_LABEL } from '../../lib/rotation/rotate-env.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, printOf, steadyItem, textOf } from '../fixed-data.ts'
import { keyOf } from './key-of.ts'
import { isNewer, readToken, type Token } from './token.ts'

/** A version of the secret; versions are kept in the order of their creation. */
export type Version = { readonly id: string; readonly text: string; readonly createdAt: Date }

/** Where each staging label is. */
export type Labels = Readonly<Record<string, string>>

/** A grant at the provider. Shape: `newest` counts its refresh tokens; only that one works. */
export type Grant = { readonly newest: number; readonly isAlive: boolean }

/**
 * What is watched besides the world itself.
 *
 * Shape: `consent` is the grant that a person logged in to, until somebody acts again; `note` is what people last wrote
 * into the secret's other field; `excused` are grants whose answer was lost between the provider and the durable write,
 * which cannot be had; `forgotten` are tokens that were sent before the ledger was taken away.
 */
export type Watched = {
  readonly consent: number | undefined
  readonly note: number
  readonly excused: readonly number[]
  readonly sent: readonly string[]
  readonly forgotten: readonly string[]
  readonly hasPersonActed: boolean
  readonly violation: string | undefined
}

/** Everything outside of the workers, as one value. */
export type World = {
  readonly clock: number
  readonly versions: readonly Version[]
  readonly labels: Labels
  /** What a stale read may still show: the labels before the last change, and before the last move of AWSCURRENT. */
  readonly staleLabels: readonly Labels[]
  /** Versions from here on may not be found yet. */
  readonly settledVersions: number
  readonly item: LedgerItem | undefined
  readonly grants: readonly Grant[]
  readonly watched: Watched
}

/** One secret that was refreshed once: its first token is spent, its second one is due. */
export const steadyWorld: World = {
  clock: NOW.getTime(),
  versions: [
    { id: 'v0', text: textOf('refresh-0-0', { note: 0 }), createdAt: later(NOW, -14_400) },
    { id: 'v1', text: textOf('refresh-0-1', { note: 0 }), createdAt: later(NOW, -7200) },
  ],
  labels: { AWSPREVIOUS: 'v0', AWSCURRENT: 'v1', [PENDING_LABEL]: 'v1' },
  staleLabels: [],
  settledVersions: 2,
  item: { ...steadyItem, current: printOf('refresh-0-1'), spent: printOf('refresh-0-0') },
  grants: [{ newest: 1, isAlive: true }],
  watched: {
    consent: undefined,
    note: 0,
    excused: [],
    sent: ['refresh-0-0'],
    forgotten: [],
    hasPersonActed: false,
    violation: undefined,
  },
}

/** The version labelled AWSCURRENT. */
export const currentOf = (world: World): Version => versionOf(world, world.labels.AWSCURRENT ?? '')

/** A version that is known to exist. */
export const versionOf = ({ versions }: World, id: string): Version => {
  const version = versions.find((other) => other.id === id)
  if (version === undefined) throw new Error(`there is no version ${id}`)
  return version
}

/** Adds a version; each one is created a moment after the one before. */
export const withVersion = (world: World, id: string, text: string): World => ({
  ...world,
  versions: [
    ...world.versions,
    { id, text, createdAt: new Date(world.clock + world.versions.length) },
  ],
})

/** Moves a label; AWSPREVIOUS follows AWSCURRENT as in Secrets Manager. */
export const withLabel = (world: World, label: string, to: string | undefined): World => {
  const { [label]: from, ...others } = world.labels
  if (from === to) return world
  const labels: Labels = {
    ...others,
    ...(to === undefined ? {} : { [label]: to }),
    ...(label === 'AWSCURRENT' && from !== undefined ? { AWSPREVIOUS: from } : {}),
  }
  const older = label === 'AWSCURRENT' ? [] : world.staleLabels.slice(-1)
  const isMoved = older.some(({ AWSCURRENT }) => AWSCURRENT !== labels.AWSCURRENT)
  return { ...world, labels, staleLabels: [...(isMoved ? older : []), world.labels] }
}

/** Adds to what is watched. */
export const watching = (world: World, changes: Partial<Watched>): World => ({
  ...world,
  watched: { ...world.watched, ...changes },
})

/** The first violation is the one that counts. */
export const violating = (world: World, violation: string): World =>
  world.watched.violation === undefined ? watching(world, { violation }) : world

/** The loss of this grant is not the rotation's fault. */
export const excusing = (world: World, grant: number): World =>
  world.watched.excused.includes(grant)
    ? world
    : watching(world, { excused: [...world.watched.excused, grant] })

/** Lets time pass; reads may lag all the same. */
export const after = (world: World, seconds: number): World => ({
  ...world,
  clock: world.clock + seconds * 1000,
})

/** Lets so much time pass that every read is up to date. */
export const longAfter = (world: World, seconds: number): World => ({
  ...after(world, seconds),
  staleLabels: [],
  settledVersions: world.versions.length,
})

/** Whether a newer token of the same grant is durable: in a version, or in escrow. */
export const hasNewer = ({ versions, item }: World, token: Token): boolean =>
  versions.some(({ text }) => isNewer(readToken(text), token)) ||
  (item?.escrow !== undefined && isNewer(readToken(Buffer.from(item.escrow).toString()), token))

/** Whether a token is in a version, or in escrow. */
export const isDurable = ({ versions, item }: World, token: string): boolean =>
  versions.some(({ text }) => text.includes(`"${token}"`)) ||
  (item?.escrow !== undefined && Buffer.from(item.escrow).toString().includes(`"${token}"`))

/**
 * Whether only the lost ledger knew that a token is spent, which a person put back: this is the one loss that comes with
 * the loss of the ledger.
 */
export const isForgotten = ({ watched }: World, token: string): boolean =>
  watched.hasPersonActed && watched.forgotten.includes(token)

/** Takes the ledger away, and with it what waits in escrow. */
export const withoutLedger = (world: World): World => {
  const { item, watched } = world
  const waiting = item?.escrow === undefined ? undefined : Buffer.from(item.escrow).toString()
  const lost = watching({ ...world, item: undefined }, { forgotten: watched.sent })
  const token = waiting === undefined ? undefined : readToken(waiting)
  return token === undefined || isDurable(lost, `refresh-${token.grant}-${token.n}`)
    ? lost
    : excusing(lost, token.grant)
}

/** The same for worlds that cannot be told apart. */
export const worldKey = (world: World): string =>
  [
    world.clock,
    world.versions.map(keyOf).join('.'),
    keyOf(world.labels),
    world.staleLabels.map(keyOf).join('.'),
    world.settledVersions,
    world.item === undefined ? '' : keyOf(world.item),
    keyOf(world.grants),
    keyOf(world.watched),
  ].join(' ')
