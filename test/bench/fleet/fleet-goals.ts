import type { Goal } from '../bench.ts'
import type { Remains } from './close-books.ts'
import { latenessAt } from './fleet-books.ts'
import {
  expiredInQuiet,
  type IncidentFigures,
  peakOfLastDay,
  shareOfQuota,
} from './fleet-figures.ts'
import { WORLD } from './fleet-plan.ts'
import type { FleetRecord } from './simulate-fleet.ts'

/** So many sweeps after a provider is back nothing is overdue; the runbook has people wait as long. */
export const SWEEPS_TO_FRESH = 4

/** What a month of a fleet must come to. Shape: `spread` is a fleet that was created at once. */
export const fleetGoals = (
  month: FleetRecord,
  incidents: readonly IncidentFigures[],
  spread: FleetRecord,
): readonly Goal[] => {
  const expired = expiredInQuiet(month)
  const late = latenessAt(month.books, 0.99)
  const crashes = incidents.filter(({ tag }) => tag === 'ContainersEnd')
  const atCrash = sumOf(crashes, ({ expired }) => expired)
  const slowestOf = (wanted: IncidentFigures['tag']): number =>
    Math.max(
      ...incidents
        .filter(({ tag }) => tag === wanted)
        .map(({ freshAgainMinutes }) => freshAgainMinutes),
    )
  const slowestRegion = Math.max(
    ...incidents
      .filter(({ tag }) => tag === 'RegionDown')
      .map(({ freshAgainMinutes, hours }) => freshAgainMinutes / (60 * hours)),
  )
  const share = shareOfQuota(month)
  const peak = peakOfLastDay(spread)
  return [
    {
      goal: 'no access token expires while nothing is wrong, deployments included',
      measured: `${expired}`,
      isMet: expired === 0,
    },
    {
      goal: 'none but those of the lost grants expires when all containers end at once',
      measured: `${atCrash}, and ${sumOf(crashes, ({ lostExpired }) => lostExpired)} of lost grants`,
      isMet: atCrash === 0,
    },
    nothingLeft(month.atTheEnd),
    {
      goal: 'while nothing is wrong 99 of 100 refreshes begin within 60 s of their date',
      measured: `${late} s`,
      isMet: late <= 60,
    },
    {
      goal: `everything is fresh ${SWEEPS_TO_FRESH} sweeps after a provider is back`,
      measured: `${Math.round(slowestOf('ProviderDown'))} min`,
      isMet: slowestOf('ProviderDown') <= SWEEPS_TO_FRESH * WORLD.sweepMinutes,
    },
    {
      goal: `an hour without the region is made good in ${allowance(share).toFixed(1)} h, twice what the rest of the quota takes for it: what was late together is due together again`,
      measured: `${slowestRegion.toFixed(1)} h`,
      isMet: slowestRegion <= allowance(share),
    },
    {
      goal: 'a fleet that was created at once is flat after a day: its busiest minute at most half of the quota',
      measured: `${peak.toFixed(1)} writes/s`,
      isMet: peak <= WORLD.writesPerSecond / 2,
    },
  ]
}

/** No credential may be starved: those that no refresh tells of count too. */
export const nothingLeft = ({ expired, waiting, ofLostGrants }: Remains): Goal => ({
  goal: 'at the end no credential, but those of the lost grants, has an expired token or has been due for an hour',
  measured: `${expired} expired, ${waiting} due; ${ofLostGrants} expired of lost grants`,
  isMet: expired === 0 && waiting === 0,
})

/** Twice the hours in which the rest of the quota makes an hour good, and the time of two sweeps. */
const allowance = (share: number): number =>
  (2 * share) / (1 - share) + (2 * WORLD.sweepMinutes) / 60

const sumOf = (
  incidents: readonly IncidentFigures[],
  count: (incident: IncidentFigures) => number,
): number => incidents.reduce((sum, incident) => sum + count(incident), 0)
