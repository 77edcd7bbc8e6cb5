import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { inputTransformer } from '../../../lib/local/monitoring/input-transformer.ts'

const EVENT = {
  time: '2026-03-01T00:00:00Z',
  resources: ['arn:one'],
  detail: { 'instance-id': 'i-1', state: 'RUNNING', quoted: 'a "b"', days: 7, tags: { a: 1 } },
}

const transformed = (template: string, paths: Readonly<Record<string, string>>) =>
  E.map((transform: (event: unknown) => string) => transform(EVENT))(
    inputTransformer({ template, paths }),
  )

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html */
describe('when an event is transformed for a target', () => {
  const paths = {
    instance: '$.detail.instance-id',
    state: '$.detail.state',
    quoted: '$.detail.quoted',
    'detail-days': '$.detail.days',
    missing: '$.detail.nothing.there',
    first: '$.resources[0]',
    all: '$.detail.tags',
  }

  it.each([
    ['"<instance> is in state <state>"', '"i-1 is in state RUNNING"'],
    ['"<instance> is in state \\"<state>\\""', '"i-1 is in state \\"RUNNING\\""'],
    ['"one <instance>"\n"two <detail-days>, <first>"', '"one i-1"\n"two 7, arn:one"'],
    ['"says <quoted>"', '"says a \\"b\\""'],
    ['{"id":<instance>,"days":<detail-days>,"all":<all>}', '{"id":"i-1","days":7,"all":{"a":1}}'],
    ['"nothing: <missing>."', '"nothing: ."'],
  ])('makes of %s what EventBridge makes of it', (template, expected) => {
    expect(transformed(template, paths)).toStrictEqual(E.right(expected))
  })
})

describe('when an input transformer cannot work', () => {
  it.each([
    ['"<who>"', { what: '$.detail' }, 'InputTemplate: expected a path for <who>'],
    ['"<aws.events.rule-arn>"', {}, 'InputTemplate: expected a path for <aws.events.rule-arn>'],
    ['"<a>"', { a: '$..b' }, 'InputPathsMap.a: expected a plain path from $'],
    ['"<a>"', { a: "$['b']" }, 'InputPathsMap.a: expected a plain path from $'],
    ['bare text', {}, 'InputTemplate: expected JSON, or lines of quoted text'],
  ])('refuses %s with %j', (template, paths, expected) => {
    expect(transformed(template, paths)).toStrictEqual(E.left(expected))
  })
})
