import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DueView, decideDue } from '../../../lib/cli/operator/due-steps.ts'
import { dueOf } from '../../../lib/rotation/due.ts'
import { policyOf, policyText } from '../../../lib/rotation/policy.ts'
import { later } from '../../../lib/rotation/schedule.ts'
import { NOW, steadyItem } from '../../fixed-data.ts'
import { listedSecret } from '../../happy-env.ts'

const policy = policyText(policyOf(listedSecret.tags, 'token-rotation'))

const intent = {
  base: 'version-1',
  successor: 'version-2',
  kind: 'refresh',
  token: undefined,
  startedAt: later(NOW, -300),
} as const

const viewOf = (fields: Partial<DueView>): DueView => ({
  secret: listedSecret,
  item: { ...steadyItem, policy, version: listedSecret.current, nextAt: later(NOW, 3600) },
  provider: 'acme',
  state: undefined,
  tagPrefix: 'token-rotation',
  sweepMinutes: 5,
  now: NOW,
  ...fields,
})

const dates = fc.integer({ min: -2000, max: 2000 }).map((seconds) => later(NOW, seconds))
const items = fc.record({
  status: fc.constantFrom('active', 'failing', undefined),
  policy: fc.constantFrom(policy, 'another', undefined),
  version: fc.constantFrom(listedSecret.current, 'version-9', undefined),
  base: fc.constantFrom(listedSecret.current, 'version-8', undefined),
  nextAt: fc.option(dates, { nil: undefined }),
  refreshedAt: fc.option(dates, { nil: undefined }),
  lease: fc.option(fc.record({ holder: fc.constant('h'), until: dates }), { nil: undefined }),
  intent: fc.constantFrom(intent, undefined),
} as const)

describe('when steps are told of any credential', () => {
  it('decides at the step at which the sweep does', () => {
    fc.assert(
      fc.property(fc.option(items, { nil: undefined }), (fields) => {
        const item = fields === undefined ? undefined : { ...steadyItem, ...fields }
        const { steps } = decideDue(viewOf({ item }))
        const due = dueOf(listedSecret, item, 'token-rotation', NOW)
        const told = steps.at(-1)
        const isAtOnce = told?.decides === true && told.answer.includes('due at once')
        const isAtWork = told?.decides === true && told.question === 'is somebody at it?'

        expect(isAtWork).toBe(due === undefined)
        expect(isAtOnce).toBe(due !== undefined && !due.isPlanned)
        expect(steps.slice(0, -1).every(({ decides }) => !decides)).toBe(true)
      }),
      { seed: 7, numRuns: 2000 },
    )
  })
})

describe('when the provider of a due credential is down', () => {
  it('is held back', () => {
    const { item } = viewOf({})
    const state = { outages: 5, openUntil: later(NOW, 30), rejectedClients: new Map() }
    const due = item === undefined ? undefined : { ...item, nextAt: later(NOW, -1) }

    expect(decideDue(viewOf({ item: due, state }))).toMatchObject({
      isSent: false,
      verdict: 'due, and held back until its provider answers',
    })
  })
})

describe('when the list lags behind a refresh', () => {
  it('takes the older version for the one that was left', () => {
    const { item } = viewOf({})
    const refreshed =
      item === undefined
        ? undefined
        : {
            ...item,
            version: 'version-2',
            base: listedSecret.current,
            refreshedAt: later(NOW, -30),
          }

    expect(decideDue(viewOf({ item: refreshed })).steps).toContainEqual({
      question: 'is its version the one that was left?',
      answer: 'no, but the list lags: yes',
      decides: false,
    })
  })
})
