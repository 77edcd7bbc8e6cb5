import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventBus } from '../../lib/aws/event-bus.ts'
import type { ProviderEvent, RotationEvent } from '../../lib/rotation/event.ts'
import { type AwsSide, startAwsSide } from '../local/aws-side.ts'

let aws: AwsSide
beforeEach(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
})
afterEach(() => aws.stop())

const refreshed: RotationEvent = {
  detailType: 'Token Refreshed',
  detail: { secretArn: 'arn-1', secretName: 'crm/acme', provider: 'acme', versionId: 'version-2' },
}
const recovered: ProviderEvent = {
  detailType: 'Provider Recovered',
  detail: { provider: 'acme' },
}

describe('when events are published', () => {
  it('reach the bus under our source, those of a secret with its ARN as resource', async () => {
    const answer = await eventBus(aws.events, 'token-rotation')([refreshed, recovered])()
    const about = { busName: 'token-rotation', source: 'token-rotation' }

    expect(answer).toStrictEqual(E.right(undefined))
    expect(aws.eventBridge.events().map(({ id, time, ...event }) => event)).toStrictEqual([
      { ...about, ...refreshed, resources: ['arn-1'] },
      { ...about, ...recovered, resources: [] },
    ])
  })
})

describe('when EventBridge answers 200 and does not take an event', () => {
  it('says so', async () => {
    expect(await eventBus(aws.events, 'another-bus')([refreshed])()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation: 'PutEvents', code: 'FailedEntries' }),
    )
    expect(aws.eventBridge.events()).toStrictEqual([])
  })
})

describe('when EventBridge refuses the call', () => {
  it('says so', async () => {
    aws.fault = () => ({ kind: 'error', status: 500, code: 'InternalException', message: '' })

    expect(await eventBus(aws.events, 'token-rotation')([refreshed])()).toStrictEqual(
      E.left({ tag: 'AwsFailure', operation: 'PutEvents', code: 'InternalException' }),
    )
  })
})
