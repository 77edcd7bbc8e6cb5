import type { FleetRow } from '../local/fleet.ts'
import { duration } from './duration.ts'

/** The columns under which a fleet is shown. */
export const FLEET_COLUMNS = [
  'credential',
  'provider',
  'format',
  'status',
  'expires',
  'next look',
  'last',
] as const

/** A fleet as rows of text; dates are told from now. */
export const fleetRows = (fleet: readonly FleetRow[], now: Date): readonly (readonly string[])[] =>
  fleet.map(({ name, provider, item, lastEvent }) => [
    name,
    provider,
    item?.format ?? '',
    item?.status ?? 'not seen yet',
    item?.status === 'active' ? fromNow(item.expiresAt, now) : '',
    fromNow(item?.nextAt, now),
    item?.message ??
      (lastEvent === undefined
        ? item?.status === undefined
          ? ''
          : 'looked at, not due'
        : lowerCase(lastEvent.detailType)),
  ])

/** A date as a person tells it: `in 2 h`, `5 min ago`. */
export const fromNow = (date: Date | undefined, now: Date): string => {
  if (date === undefined) return ''
  const milliseconds = date.getTime() - now.getTime()
  return milliseconds <= -500 ? `${duration(-milliseconds)} ago` : `in ${duration(milliseconds)}`
}

const lowerCase = (text: string): string => text.toLowerCase()
