import { describe, expect, it } from 'vitest'
import { countNewVersions, isNearVersionLimit } from '../../lib/rotation/version-count.ts'
import { NOW } from '../fixed-data.ts'

const today = (count: number) => ({ day: '2026-03-02', count })

describe('when a run knows all versions that it sees', () => {
  it('counts none', () => {
    expect(countNewVersions({ version: 'v1', writes: today(3) }, ['v1'], NOW)).toBeUndefined()
  })

  it('counts none at the first look at a secret', () => {
    const nothing = { version: undefined, writes: undefined }
    expect(countNewVersions(nothing, ['v1', 'v1'], NOW)).toBeUndefined()
  })
})

describe('when versions are new', () => {
  it.each<[readonly [string, ...string[]], number]>([
    [['v1', 'v2'], 4],
    [['edit-1', 'edit-1'], 4],
    [['edit-1', 'v2'], 5],
  ])('counts each of %j once, beside those of the day', (seen, count) => {
    expect(countNewVersions({ version: 'v1', writes: today(3) }, seen, NOW)).toEqual(today(count))
  })

  it('begins anew with a new day', () => {
    const writes = { day: '2026-03-01', count: 90 }
    expect(countNewVersions({ version: 'v1', writes }, ['v1', 'v2'], NOW)).toEqual(today(1))
  })
})

describe('when a secret has got many versions', () => {
  it.each([
    [today(94), false],
    [today(95), true],
    [{ day: '2026-03-01', count: 99 }, false],
    [undefined, false],
  ])('with %j it is near the limit: %s', (writes, isNear) => {
    expect(isNearVersionLimit({ version: 'v1', writes }, NOW)).toBe(isNear)
  })
})
