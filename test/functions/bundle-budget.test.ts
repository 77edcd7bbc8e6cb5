import { describe, expect, it } from 'vitest'
import { builtDist } from '../main-job/built-dist.ts'
import { overBudget } from './over-budget.ts'

/**
 * What each function may weigh, in bytes. What is loaded at every start is paid for at every start: a budget is raised
 * for something that is worth it, in the commit that needs it, and lowered when something went.
 */
const BUDGETS = { sweep: 405_000, rotate: 498_000, 'native-rotation': 501_000 } as const

describe('when the functions are built', () => {
  it.each(['sweep', 'rotate', 'native-rotation'] as const)(
    '%s stays within its budget',
    async (name) => {
      expect(await overBudget(builtDist(), name, BUDGETS[name])).toBeUndefined()
    },
  )
})

describe('when a function is larger than it may be', () => {
  it('says by how much, and what weighs most in it', async () => {
    const said = await overBudget(builtDist(), 'sweep', 1000)

    expect(said).toMatch(/^sweep has (\d+) bytes, \d+ more than it may; what weighs most:\n/)
    expect(said).toMatch(/\n +\d+ {2}@smithy\/core\n/)
    expect(said).toMatch(/\n +\d+ {2}lib\/rotation\n/)
  })
})
