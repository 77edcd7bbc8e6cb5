import { chanceOf } from './chance.ts'
import { BEGINNING, type FleetPlan, type Incident } from './fleet-plan.ts'
import { scheduleDistance } from './schedule-distance.ts'

/** A fleet that is larger than the quota of one account and region. */
export type LargeFleet = Pick<FleetPlan, 'definitions' | 'members'>

/**
 * Deals a fleet out to cells, each an account and region with a stack of its own, as even as chance does it; the first
 * cell has the incidents.
 */
export const dealOut = (
  { definitions, members }: LargeFleet,
  cells: number,
  {
    days,
    incidents,
    seed,
  }: Pick<FleetPlan, 'days' | 'seed'> & {
    readonly incidents: readonly Incident[]
  },
): readonly FleetPlan[] => {
  const chance = chanceOf(seed)
  const dealt = Array.from({ length: cells }, (): number[] => [])
  for (const member of members) dealt[Math.floor(chance() * cells)]?.push(member)
  return dealt.map((hand, cell) => ({
    definitions,
    members: Uint8Array.from(hand),
    days,
    beginning: 'settled',
    isSpread: true,
    incidents: cell === 0 ? incidents : [],
    seed: seed + cell,
  }))
}

/** How many refreshes a second the schedule asks for, in the mean of all secrets' names. */
export const demandPerSecond = ({ definitions, members }: LargeFleet): number => {
  const perMillisecond = definitions.map(
    (definition) => 1 / scheduleDistance(definition, AVERAGE_ARN, BEGINNING),
  )
  return members.reduce((sum, member) => sum + 1000 * (perMillisecond[member] ?? 0), 0)
}

/** Its hash is near the middle of the spread. */
const AVERAGE_ARN = 'arn:2054'
