import type { LedgerItem } from '../../../lib/rotation/ledger-item.ts'
import type { ListedSecret } from '../../../lib/rotation/listed-secret.ts'
import { policyOf, policyText } from '../../../lib/rotation/policy.ts'
import { itemOf } from '../../fixed-data.ts'
import { chanceOf } from './chance.ts'
import { BEGINNING, type FleetPlan } from './fleet-plan.ts'
import { lifetimeSecondsOf, scheduleDistance } from './schedule-distance.ts'

/** What an open intent left behind: nothing, or a version that is stored and not promoted. */
export const INTENT = { none: 0, open: 1, stored: 2 } as const

/** The ledger and the secrets of a fleet. Shape: a column per attribute, a place per credential; times in milliseconds, 0 for none. */
export type FleetState = {
  readonly nextAt: Float64Array
  readonly expiresAt: Float64Array
  readonly refreshedAt: Float64Array
  readonly leasedUntil: Float64Array
  readonly outageAt: Float64Array
  readonly failures: Uint16Array
  readonly intent: Uint8Array
  /** When the refresh of an open intent was begun. */
  readonly intentAt: Float64Array
  /** Grants that a cut may have cost: a person must consent again. */
  readonly isLost: Uint8Array
  readonly secretOf: (credential: number) => ListedSecret
  readonly itemOf: (credential: number) => LedgerItem
  readonly credentialOf: (secretArn: string) => number
  readonly providerOf: (credential: number) => string
  /** Milliseconds from a refresh to the next one, by the schedule. */
  readonly distanceOf: (credential: number) => number
  readonly lifetimeMsOf: (credential: number) => number
}

/** Makes the fleet as it is at the beginning. */
export const fleetState = (plan: FleetPlan): FleetState => {
  const { definitions, members } = plan
  const size = members.length
  const column = () => new Float64Array(size)
  const chance = chanceOf(plan.seed)
  const ids = definitions.map(({ id }) => id)
  const tags = ids.map((id) => ({ 'token-rotation:provider': id }))
  const policies = tags.map((own) => policyText(policyOf(own, 'token-rotation')))
  const lifetimes = definitions.map((definition) => lifetimeSecondsOf(definition) * 1000)
  const arns = Array.from({ length: size }, (_, i) => arnOf(ids[members[i] ?? 0] ?? '', i))
  const distances = column()
  const state = {
    nextAt: column(),
    expiresAt: column(),
    refreshedAt: column(),
    leasedUntil: column(),
    outageAt: column(),
    failures: new Uint16Array(size),
    intent: new Uint8Array(size),
    intentAt: column(),
    isLost: new Uint8Array(size),
  }
  for (let i = 0; i < size; i++) {
    const definition = definitions[members[i] ?? 0]
    const scheduled = plan.isSpread ? (arns[i] ?? '') : 'arn:aws:secretsmanager:one:for:all'
    const distance =
      definition === undefined ? 0 : scheduleDistance(definition, scheduled, BEGINNING)
    const age = plan.beginning === 'settled' ? Math.floor(chance() * distance) : 0
    distances[i] = distance
    state.refreshedAt[i] = BEGINNING - age
    state.nextAt[i] = BEGINNING - age + distance
    state.expiresAt[i] = BEGINNING - age + (lifetimes[members[i] ?? 0] ?? 0)
  }
  const dateOf = (time: number | undefined): Date | undefined =>
    time === undefined || time === 0 ? undefined : new Date(time)
  return {
    ...state,
    providerOf: (i) => ids[members[i] ?? 0] ?? '',
    credentialOf: numberIn,
    distanceOf: (i) => distances[i] ?? 0,
    lifetimeMsOf: (i) => lifetimes[members[i] ?? 0] ?? 0,
    secretOf: (i) => ({
      arn: arns[i] ?? '',
      tags: tags[members[i] ?? 0] ?? {},
      current: 'v',
      primaryRegion: undefined,
      owningService: undefined,
      managedType: undefined,
      isDeleted: false,
    }),
    itemOf: (i) => ({
      ...NOTHING_KNOWN,
      id: arns[i] ?? '',
      provider: ids[members[i] ?? 0],
      policy: policies[members[i] ?? 0],
      status: (state.failures[i] ?? 0) > 0 ? 'failing' : 'active',
      version: 'v',
      nextAt: dateOf(state.nextAt[i]),
      expiresAt: dateOf(state.expiresAt[i]),
      refreshedAt: dateOf(state.refreshedAt[i]),
      outageAt: dateOf(state.outageAt[i]),
      lease:
        state.leasedUntil[i] === 0
          ? undefined
          : { holder: 'one', until: new Date(state.leasedUntil[i] ?? 0) },
      intent: state.intent[i] === INTENT.none ? undefined : OPEN_INTENT,
    }),
  }
}

const arnOf = (provider: string, i: number): string =>
  `arn:aws:secretsmanager:eu-west-1:111122223333:secret:fleet/${provider}/${i}${SUFFIX}`

/** The credential of which {@link arnOf} made this ARN. */
const numberIn = (arn: string): number => {
  let number = 0
  for (let place = arn.lastIndexOf('/') + 1; place < arn.length - SUFFIX.length; place++)
    number = 10 * number + arn.charCodeAt(place) - ZERO
  return number
}

const SUFFIX = '-AbCdEf'
const ZERO = '0'.charCodeAt(0)

const NOTHING_KNOWN = itemOf({})

const OPEN_INTENT = {
  base: 'v',
  successor: 'next',
  kind: 'refresh',
  token: undefined,
  startedAt: new Date(BEGINNING),
} as const
