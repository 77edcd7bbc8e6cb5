import { describe, expect, it } from 'vitest'
import { builtDist } from '../../main-job/built-dist.ts'
import { heapFlagsOf } from '../lambda-process.ts'
import { type MemoryMeasurement, measureMemory } from './measure-memory.ts'
import { memoryFitGoal, SPARE_MEGABYTES } from './memory-fit.ts'

describe('when Node.js is started as in a function of some memory', () => {
  it.each([
    [128, 6, 116],
    [192, 9, 173],
    [256, 12, 231],
    [512, 25, 461],
  ])(
    'has of %d MB two times %d MB for what is new, and %d MB for what is old',
    (size, semi, old) => {
      expect(heapFlagsOf(size)).toStrictEqual([
        `--max-semi-space-size=${semi}`,
        `--max-old-space-size=${old}`,
      ])
    },
  )
})

describe('when Rotate refreshes with the smallest heap that Lambda gives', () => {
  it('ends usual refreshes, and those of the largest credentials with the largest answers', async () => {
    const [measured] = await measureMemory(
      builtDist(),
      { sizes: [128], usual: 2, worst: 2 },
      () => undefined,
    )

    expect(measured).toMatchObject({
      megabytes: 128,
      usual: { asked: 2, refreshed: 2 },
      worst: { asked: 2, refreshed: 2 },
    })
  }, 120_000)
})

describe('when the memory that the stack sets is judged', () => {
  const fits: MemoryMeasurement = {
    megabytes: 256,
    usual: { asked: 9, refreshed: 9, peak: 100 },
    worst: { asked: 1, refreshed: 1, peak: 256 - SPARE_MEGABYTES },
  }
  const isMet = (fields: Partial<MemoryMeasurement>) =>
    memoryFitGoal(
      [
        { ...fits, megabytes: 128 },
        { ...fits, ...fields },
      ],
      256,
    ).isMet

  it('must leave enough for what is not measured, in the worst case too', () => {
    expect(isMet({})).toBe(true)
    expect(isMet({ worst: { ...fits.worst, peak: 257 - SPARE_MEGABYTES } })).toBe(false)
  })

  it('is not enough if a refresh did not end, or nothing is known', () => {
    expect(isMet({ usual: { ...fits.usual, refreshed: 8 } })).toBe(false)
    expect(isMet({ worst: { ...fits.worst, refreshed: 0 } })).toBe(false)
    expect(isMet({ worst: { ...fits.worst, peak: undefined } })).toBe(false)
    expect(isMet({ megabytes: 512 })).toBe(false)
  })
})
