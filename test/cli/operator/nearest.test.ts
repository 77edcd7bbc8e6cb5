import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { didYouMean, editDistance, nearest } from '../../../lib/cli/operator/nearest.ts'

describe('when two words are compared', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
    ['hubspto', 'hubspot', 2],
  ])('needs between %j and %j %i changes', (a, b, changes) => {
    expect(editDistance(a, b)).toBe(changes)
  })

  it('needs as many in the other direction, and none for the same word', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, b) === 0).toBe(a === b)
      }),
      { seed: 11 },
    )
  })
})

describe('when a name is mistyped', () => {
  const names = ['crm/retently', 'crm/retently-old', 'smartsheet/reporting', 'billing']

  it('names the likeliest ones, and none that is far away', () => {
    expect(nearest('crm/retentyl', names)).toStrictEqual(['crm/retently'])
    expect(nearest('retently', names)).toStrictEqual(['crm/retently', 'crm/retently-old'])
    expect(nearest('payroll-service', names)).toStrictEqual([])
  })

  it('asks, or says nothing', () => {
    expect(didYouMean('biling', names)).toBe('; did you mean billing?')
    expect(didYouMean('payroll-service', names)).toBe('')
  })
})
