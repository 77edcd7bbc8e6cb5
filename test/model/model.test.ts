import { describe, expect, it } from 'vitest'
import { RANDOM, SHORT } from './configurations.ts'
import { explore } from './explore.ts'
import { walkAtRandom } from './walk.ts'
import { createWorkers } from './worker.ts'

const SEED = 20260302

describe('when workers, crashes, lost replies, stale reads and people meet in every order', () => {
  it('loses no grant, sends no spent token and overwrites no consent, for small bounds', async () => {
    const workers = createWorkers()
    for (const configuration of SHORT) {
      const { states, schedules, violations } = await explore(workers, configuration)
      console.log(`${configuration.name}: ${states} states, ${schedules} interleavings`)
      expect(violations).toStrictEqual([])
      expect(schedules).toBeGreaterThan(50)
    }
    // a search is of use only while it leads everywhere
    const outcomes = [...workers.outcomes()].filter((outcome) => !outcome.includes(': '))
    expect(outcomes.sort()).toStrictEqual([
      'a newer token is there',
      'busy',
      'failed',
      'given up',
      'kept a newer version',
      'not due',
      'refreshed',
      'restored',
      'rotated',
    ])
  }, 120_000)

  it('does not either where more happens than can be searched', async () => {
    const { walks, violation } = await walkAtRandom(RANDOM, { seed: SEED, walks: 1000 })
    console.log(`${walks} random interleavings, seed ${SEED}`)
    expect(violation).toBeUndefined()
  }, 60_000)
})
