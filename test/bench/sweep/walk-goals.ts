import type { Goal } from '../bench.ts'
import { SEVERAL_SWEEPS } from './walk-cases.ts'
import type { WalkRow } from './walk-row.ts'

/** A secret of the largest account ought not to wait longer between two looks. Shape: minutes. */
const MOST_UNSEEN = { allIsWell: 20, inTrouble: 35 }

/** What walks must come to. Errors: throws when the walk of several sweeps where all is well was not watched. */
export const walkGoals = (rows: readonly WalkRow[]): readonly Goal[] => {
  const going = rows.filter(({ of }) => of.startsOver !== true)
  const starved = going.reduce((sum, { neverSeen }) => sum + neverSeen, 0)
  const several = going.find(({ of }) => of.what === SEVERAL_SWEEPS)
  if (several === undefined) throw new Error(`expected a walk of the case '${SEVERAL_SWEEPS}'`)
  const largest = Math.max(...going.map(({ of }) => of.secrets))
  const unseen = (inTrouble: boolean): number =>
    Math.max(
      ...going
        .filter(({ of }) => of.secrets === largest && (of.trouble === true) === inTrouble)
        .map(({ unseenMinutes }) => unseenMinutes),
    )
  return [
    {
      goal: 'no secret is starved, whatever befalls the sweeps',
      measured: `${starved} never looked at; a whole walk in every case but ${going.filter(({ walkMinutes }) => walkMinutes === undefined).length}`,
      isMet: starved === 0 && going.every(({ walkMinutes }) => walkMinutes !== undefined),
    },
    {
      goal: `where all is well, at most ${MOST_UNSEEN.allIsWell} minutes between two looks at a secret of the largest account`,
      measured: `${unseen(false)} minutes`,
      isMet: unseen(false) <= MOST_UNSEEN.allIsWell,
    },
    {
      goal: `where sweeps are killed or do not start, or the list is slow, at most ${MOST_UNSEEN.inTrouble} minutes`,
      measured: `${unseen(true)} minutes`,
      isMet: unseen(true) <= MOST_UNSEEN.inTrouble,
    },
    {
      goal: 'where all is well, a walk of several sweeps costs one ListSecrets per hundred too',
      measured: `${several.listsPerWalk} for ${several.of.secrets}`,
      isMet: several.listsPerWalk === several.of.secrets / 100,
    },
  ]
}
