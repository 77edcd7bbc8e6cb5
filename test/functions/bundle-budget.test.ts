import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtDist } from '../main-job/built-dist.ts'
import { overBudget } from './over-budget.ts'

/**
 * What each function may weigh, in bytes. What is loaded at every start is paid for at every start: a budget is raised
 * for something that is worth it, in the commit that needs it, and lowered when something went.
 */
const BUDGETS = { sweep: 280_000, rotate: 374_000, 'native-rotation': 377_000 } as const

const NAMES = ['sweep', 'rotate', 'native-rotation'] as const

describe('when the functions are built', () => {
  it.each(NAMES)('%s stays within its budget', async (name) => {
    expect(await overBudget(builtDist(), name, BUDGETS[name])).toBeUndefined()
  })

  it.each(NAMES)('%s does not load the http client of Node.js at its start', async (name) => {
    const bundle = await readFile(join(builtDist(), 'functions', name, 'index.mjs'), 'utf8')

    expect(bundle).toContain('from"node:https"')
    expect(bundle).not.toContain('from"node:http"')
  })
})

describe('when a function is larger than it may be', () => {
  it('says by how much, and what weighs most in it', async () => {
    const said = await overBudget(builtDist(), 'sweep', 1000)

    expect(said).toMatch(/^sweep has (\d+) bytes, \d+ more than it may; what weighs most:\n/)
    expect(said).toMatch(/\n +\d+ {2}@smithy\/core\n/)
    expect(said).toMatch(/\n +\d+ {2}lib\/rotation\n/)
  })
})
