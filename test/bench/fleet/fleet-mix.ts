import * as E from 'fp-ts/Either'
import { catalogue } from '../../../lib/provider/load-providers.ts'
import type { ProviderDefinition } from '../../../lib/provider/provider-definition.ts'
import { chanceOf } from './chance.ts'
import type { FleetPlan } from './fleet-plan.ts'

/**
 * A fleet of the catalogue: an equal share for every provider that has something to refresh, in the order of chance, as
 * ListSecrets has none. A provider whose lifetime the catalogue does not know counts as the schedule counts it: a day.
 */
export const catalogueMix = (credentials: number): Pick<FleetPlan, 'definitions' | 'members'> => {
  const known = catalogue()
  if (E.isLeft(known)) throw new Error(known.left)
  return mixOf(
    known.right.filter(({ grant }) => grant !== 'none'),
    credentials,
  )
}

/** A fleet of one provider of the catalogue. */
export const singleProvider = (
  id: string,
  credentials: number,
): Pick<FleetPlan, 'definitions' | 'members'> => {
  const { definitions } = catalogueMix(0)
  return mixOf(
    definitions.filter((definition) => definition.id === id),
    credentials,
  )
}

const mixOf = (
  definitions: readonly ProviderDefinition[],
  credentials: number,
): Pick<FleetPlan, 'definitions' | 'members'> => {
  const chance = chanceOf(1)
  const members = Uint8Array.from({ length: credentials }, (_, i) => i % definitions.length)
  for (let i = credentials - 1; i > 0; i--) {
    const j = Math.floor(chance() * (i + 1))
    const swapped = members[i] ?? 0
    members[i] = members[j] ?? 0
    members[j] = swapped
  }
  return { definitions, members }
}
