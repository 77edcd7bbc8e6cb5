/** A span of time as a sentence tells it: `20 seconds`, `30 minutes`, `12 hours`, `60 days`. Shape: rounded to the unit. */
export const timeSpan = (seconds: number): string => {
  const [size, unit] = UNITS.find(([smallest]) => seconds >= 2 * smallest) ?? [1, 'second']
  const count = Math.round(seconds / size)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

const UNITS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
]
