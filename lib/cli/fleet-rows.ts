import type { FleetRow } from '../local/fleet.ts'

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
  const seconds = Math.round((date.getTime() - now.getTime()) / 1000)
  const [amount, unit] =
    Math.abs(seconds) < 90
      ? [seconds, 's']
      : Math.abs(seconds) < 5400
        ? [Math.round(seconds / 60), 'min']
        : Math.abs(seconds) < 172_800
          ? [Math.round(seconds / 3600), 'h']
          : [Math.round(seconds / 86_400), 'days']
  return amount < 0 ? `${-amount} ${unit} ago` : `in ${amount} ${unit}`
}

const lowerCase = (text: string): string => text.toLowerCase()
