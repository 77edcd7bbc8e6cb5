import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { eventPattern } from '../../../lib/local/monitoring/event-pattern.ts'

const matches = (pattern: unknown, event: unknown): E.Either<string, boolean> =>
  E.map((test: (value: unknown) => boolean) => test(event))(eventPattern(pattern))

const EVENT = {
  source: 'token-rotation',
  'detail-type': 'Grant Ends Soon',
  resources: ['arn:one', 'arn:two'],
  detail: { daysLeft: 7, provider: 'acme', note: null, isLast: false },
}

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
describe('when an event pattern is held against an event', () => {
  it.each([
    [{ source: ['token-rotation'] }, true],
    [{ source: ['Token-Rotation'] }, false],
    [{ source: ['other', 'token-rotation'], 'detail-type': ['Grant Ends Soon'] }, true],
    [{ source: ['token-rotation'], 'detail-type': ['Token Refreshed'] }, false],
    [{ detail: { daysLeft: [7, 1] } }, true],
    [{ detail: { daysLeft: ['7'] } }, false],
    [{ detail: { daysLeft: [30] } }, false],
    [{ detail: { note: [null], isLast: [false] } }, true],
    [{ detail: { errorCode: [null] } }, false],
    [{ detail: { errorCode: [{ exists: false }] } }, true],
    [{ detail: { provider: [{ exists: true }] } }, true],
    [{ detail: { provider: [{ exists: false }] } }, false],
    [{ detail: { provider: [{ 'anything-but': ['other', 'third'] }] } }, true],
    [{ detail: { provider: [{ 'anything-but': 'acme' }] } }, false],
    [{ detail: { missing: [{ 'anything-but': 'acme' }] } }, false],
    [{ detail: { provider: [{ prefix: 'ac' }] } }, true],
    [{ detail: { provider: [{ suffix: 'ac' }] } }, false],
    [{ detail: { provider: [{ 'equals-ignore-case': 'ACME' }] } }, true],
    [{ detail: { provider: [{ prefix: 'x' }, 'acme'] } }, true],
    [{ resources: ['arn:two'] }, true],
    [{ resources: ['arn:three'] }, false],
    [{ nothing: { inside: ['x'] } }, false],
  ])('answers %j with %s', (pattern, expected) => {
    expect(matches(pattern, EVENT)).toStrictEqual(E.right(expected))
  })
})

describe('when an event pattern has what is not understood', () => {
  it.each([
    [
      { detail: { daysLeft: [{ numeric: ['<', 7] }] } },
      'pattern.detail.daysLeft: expected an operator that is understood here, in place of numeric',
    ],
    [
      { $or: [{ source: ['a'] }] },
      'pattern.$or: expected an operator that is understood here, in place of source',
    ],
    [
      { detail: { provider: [{ exists: 'yes' }] } },
      'pattern.detail.provider: expected an operator that is understood here, in place of exists',
    ],
    [{ source: 'token-rotation' }, 'pattern.source: expected an object or a list'],
  ])('refuses %j', (pattern, expected) => {
    expect(matches(pattern, EVENT)).toStrictEqual(E.left(expected))
  })
})
