import type { FleetPlan, Incident } from './fleet-plan.ts'

const DAY = 24

/**
 * A month in which much goes wrong, one thing at a time, and a new version is deployed every morning.
 *
 * HubSpot's tokens live 30 minutes, Atlassian's an hour; a region that is down takes both the functions and the secrets.
 */
export const monthIncidents: readonly Incident[] = [
  ...Array.from(
    { length: 30 },
    (_, day): Incident => ({ tag: 'Deployment', at: day * DAY + 10.5 }),
  ),
  { tag: 'ProviderDown', provider: 'hubspot', at: 3 * DAY + 2, hours: 6 },
  { tag: 'ProviderDown', provider: 'atlassian', at: 7 * DAY + 9, hours: 24 },
  { tag: 'SweepLost', at: 11 * DAY + 1.99 },
  { tag: 'RegionDown', at: 13 * DAY + 14, hours: 1 },
  { tag: 'ContainersEnd', at: 18 * DAY + 3.3 },
  { tag: 'RegionDown', at: 22 * DAY + 14, hours: 4 },
]

/** A month of a fleet that has been at work for long. */
export const monthOf = (mix: Pick<FleetPlan, 'definitions' | 'members'>): FleetPlan => ({
  ...mix,
  days: 30,
  beginning: 'settled',
  isSpread: true,
  incidents: monthIncidents,
  seed: 20261121,
})
