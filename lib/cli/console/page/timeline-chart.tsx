import type { TimelineHour, TimelineLane } from '../page-data.ts'

const HOURS = 24
const FLOOR = 122

/** So many hours, as a part of the drawing's width: it may be as narrow as a phone. */
const widthOf = (hours: number): string => `${(hours / (2 * HOURS)) * 100}%`

/** Hours from now, as a place in the drawing. */
const placeOf = (hours: number): string => widthOf(hours + HOURS)

/** A bar per hour, from 24 h ago to 24 h from now. The text and the table beside it say the same. */
export const HourChart = ({ hours }: { readonly hours: readonly TimelineHour[] }) => {
  const most = Math.max(1, ...hours.map(({ count }) => count))
  return (
    <svg
      class="hours"
      role="img"
      aria-label={`Bars per hour, at most ${most} in one hour; the same is told by the table below`}
    >
      {hours
        .filter(({ count }) => count > 0)
        .map(({ offset, count }) => {
          const height = Math.max(3, (count / most) * (FLOOR - 22))
          return (
            <g key={offset} class={offset < 0 ? 'behind' : 'ahead'}>
              <rect
                x={placeOf(offset + 0.1)}
                y={FLOOR - height}
                width={widthOf(0.8)}
                height={height}
                rx="2"
              />
              <text x={placeOf(offset + 0.5)} y={FLOOR - height - 5} text-anchor="middle">
                {count}
              </text>
            </g>
          )
        })}
      <line class="axis" x1="0" x2="100%" y1={FLOOR} y2={FLOOR} />
      <line class="now" x1="50%" x2="50%" y1="0" y2={FLOOR + 6} />
      {TICKS.map(([offset, label, anchor, kind]) => (
        <text
          key={offset}
          class={`tick ${kind}`}
          x={placeOf(offset)}
          y={FLOOR + 20}
          text-anchor={anchor}
        >
          {label}
        </text>
      ))}
    </svg>
  )
}

const TICKS = [
  [-24, '24 h ago', 'start', ''],
  [-12, '12 h ago', 'middle', 'between'],
  [0, 'now', 'middle', ''],
  [12, 'in 12 h', 'middle', 'between'],
  [24, 'in 24 h', 'end', ''],
] as const

/** One credential on the same line of time; the words below it say the same, so it is hidden from readers of the screen. */
export const LaneChart = ({
  lane: { refreshed, next, expires },
}: {
  readonly lane: TimelineLane
}) => (
  <svg class="lane" aria-hidden="true">
    <line class="axis" x1="0" x2="100%" y1="14" y2="14" />
    <line class="now" x1="50%" x2="50%" y1="0" y2="28" />
    {refreshed !== undefined && <circle class="behind" cx={placeOf(refreshed)} cy="14" r="7" />}
    {next !== undefined && <circle class="ring" cx={placeOf(next)} cy="14" r="7" />}
    {expires !== undefined && (
      <line class="end" x1={placeOf(expires)} x2={placeOf(expires)} y1="4" y2="24" />
    )}
  </svg>
)
