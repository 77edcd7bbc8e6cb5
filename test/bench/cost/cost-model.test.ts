import { describe, expect, it } from 'vitest'
import { alternatives } from './alternatives.ts'
import { itemBytes } from './item-bytes.ts'
import { durationIn, functionDollars } from './memory-sizes.ts'

describe('when an item is measured as DynamoDB does', () => {
  it('counts names and values, and what holds values', () => {
    expect(itemBytes({ id: { S: 'abc' }, spent: { B: new Uint8Array(80) } })).toBe(2 + 3 + 5 + 80)
    expect(itemBytes({ n: { N: '1234' } })).toBe(1 + 3)
    expect(itemBytes({ lease: { M: { until: { S: 'x' } } } })).toBe(5 + 3 + 1 + 5 + 1)
    expect(itemBytes({ list: { L: [{ S: 'é' }, { BOOL: true }] } })).toBe(4 + 3 + 3 + 2)
  })
})

describe('when a function has more memory', () => {
  const time = { cpuMilliseconds: 20, waitMilliseconds: 500 }

  it('computes faster up to a whole processor, and waits as long', () => {
    expect(durationIn(1769, time)).toBe(520)
    expect(durationIn(3538, time)).toBe(520)
    expect(durationIn(884.5, time)).toBe(540)
  })

  it('costs more when it waits, and the same when it only computes', () => {
    const computing = { cpuMilliseconds: 1000, waitMilliseconds: 0 }

    expect(functionDollars(512, time)).toBeGreaterThan(1.5 * functionDollars(256, time))
    expect(functionDollars(512, computing)).toBeCloseTo(functionDollars(256, computing), 7)
  })
})

describe('when a fleet is priced', () => {
  const [ours, , native, polling, remembering] = alternatives({
    cpuMilliseconds: 20,
    waitMilliseconds: 500,
  })

  it('follows the work that is due where the work does', () => {
    const idle = ours?.dollars({ credentials: 1000, refreshesEach: 0 }) ?? 0
    const busy = ours?.dollars({ credentials: 1000, refreshesEach: 900 }) ?? 0

    // sweeps and the key; then 30.75 for each of 0.9 million refreshes
    expect(idle).toBeCloseTo(2.06, 2)
    expect(busy - idle).toBeCloseTo(0.9 * 30.75, 2)
  })

  it('says what cannot be done', () => {
    expect(native?.dollars({ credentials: 1, refreshesEach: 181 })).toBe(undefined)
    expect(native?.dollars({ credentials: 1, refreshesEach: 180 })).toBeGreaterThan(0)
  })

  it('charges a container that polls for every look', () => {
    const fleet = { credentials: 1000, refreshesEach: 0 }
    const container = remembering?.dollars(fleet) ?? 0

    expect((polling?.dollars(fleet) ?? 0) - container).toBeCloseTo(8.64e6 * 5e-6, 6)
  })
})
