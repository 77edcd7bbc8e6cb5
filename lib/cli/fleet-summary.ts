import type { FleetRow } from '../local/fleet.ts'
import { fleetTable } from './fleet-table.ts'

/** What a demo came to: the fleet as it stands and a sentence that counts it. */
export const summary = (
  fleet: readonly FleetRow[],
  {
    now,
    refreshed,
    milliseconds,
  }: { readonly now: Date; readonly refreshed: string; readonly milliseconds: number },
): string => {
  const statuses = Object.entries(
    Object.groupBy(fleet, ({ item }) => item?.status ?? 'not seen yet'),
  )
    .map(([status, rows = []]) => `${rows.length} ${status}`)
    .join(', ')
  return [
    fleetTable(fleet, now, { isColoured: false }),
    `${fleet.length} credentials: ${statuses}`,
    `${refreshed} in ${(milliseconds / 1000).toFixed(1)} s`,
  ].join('\n')
}
