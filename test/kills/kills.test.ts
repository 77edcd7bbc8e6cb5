import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killAgainAndAgain, type Toll } from './kill-again-and-again.ts'
import { randomMoments } from './random-moments.ts'

const KILLS = 5
const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))

describe('when the kept demo is killed again and again, 600 times faster than life', () => {
  let toll: Toll

  beforeAll(async () => {
    toll = await killAgainAndAgain(folder, randomMoments(KILLS, 7))
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  it('loses no write that it acknowledged', () => {
    expect(toll.kills).toBe(KILLS)
    expect(toll.writes).toBeGreaterThan(0)
    expect(toll.lostWrites).toStrictEqual([])
  })

  it("loses no grant, but where the kill fell between the provider's answer and the durable write", () => {
    expect(toll.refreshes).toBeGreaterThan(0)
    expect(toll.lostGrants).toStrictEqual([])
  })
})
