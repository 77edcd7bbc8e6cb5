import { lineChartSvg } from '../line-chart.ts'
import { mostSeen, peaks, placeIn, writeRates } from './fleet-figures.ts'
import { WORLD } from './fleet-plan.ts'
import { isTrouble } from './fleet-trouble.ts'
import type { FleetRecord } from './simulate-fleet.ts'

type ChartFile = { readonly path: string; readonly text: string }

const QUOTA = { value: WORLD.writesPerSecond, label: 'quota 50/s' }

/** Writes per second and expired access tokens over a month. */
export const monthChart = (month: FleetRecord): ChartFile => {
  const { days, members, incidents } = month.plan
  const overdue = mostSeen(month, 'overdue')
  const expired = mostSeen(month, 'expired')
  return {
    path: 'test/bench/charts/fleet-month.svg',
    text: lineChartSvg({
      title: `A simulated month of ${members.length.toLocaleString('en-GB')} credentials`,
      panels: [
        {
          label: 'writes to Secrets Manager a second',
          top: 60,
          limit: QUOTA,
          series: [
            {
              name: 'busiest minute of an hour',
              look: 'second',
              values: peaks(writeRates(month, 60), 60),
            },
            { name: 'mean of an hour', look: 'first', values: writeRates(month, 3600) },
          ],
        },
        {
          label: 'credentials, at worst in each hour',
          top: roundUp(Math.max(...overdue, ...expired)),
          series: [
            { name: 'more than 10 min overdue', look: 'second', values: overdue },
            { name: 'access token expired', look: 'bad', values: expired },
          ],
        },
      ],
      ticks: Array.from({ length: Math.floor(days / 5) + 1 }, (_, i) => ({
        at: placeIn(days, 24 * 5 * i),
        label: `day ${5 * i}`,
      })),
      marks: incidents.filter(isTrouble).map((incident) => ({
        at: placeIn(days, incident.at),
        label: markOf(incident),
      })),
    }),
  }
}

/** Writes per second of a fleet that was created at once, without and with the spread of the schedule. */
export const jitterChart = (marching: FleetRecord, spread: FleetRecord): ChartFile => ({
  path: 'test/bench/charts/fleet-jitter.svg',
  text: lineChartSvg({
    title: `${spread.plan.members.length.toLocaleString('en-GB')} tokens of an hour that were issued in the same second`,
    panels: [
      {
        record: marching,
        label: 'writes a second without the spread of the schedule',
        look: 'bad' as const,
      },
      { record: spread, label: 'with it', look: 'first' as const },
    ].map(({ record, label, look }) => ({
      label,
      top: 60,
      limit: QUOTA,
      series: [{ name: label, look, values: writeRates(record, 60).slice(0, 1440) }],
    })),
    ticks: [0, 6, 12, 18, 24].map((hour) => ({ at: hour / 24, label: `${hour} h` })),
    marks: [],
  }),
})

const markOf = (incident: FleetRecord['plan']['incidents'][number]): string => {
  switch (incident.tag) {
    case 'ProviderDown':
      return `${incident.provider}, ${incident.hours} h`
    case 'RegionDown':
      return `region, ${incident.hours} h`
    case 'ContainersEnd':
      return 'containers end'
    case 'SweepLost':
      return 'sweep lost'
    case 'Deployment':
      return 'deployment'
  }
}

/** The next larger number of one leading digit. */
const roundUp = (value: number): number => {
  const digit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))))
  return Math.max(1, Math.ceil(value / digit)) * digit
}
