import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalEvent } from '../../lib/local/event-bridge.ts'
import { type AwsSide, refusal, START, startAwsSide, versionId } from './aws-side.ts'

let aws: AwsSide
beforeEach(async () => {
  aws = await startAwsSide({ maxAttempts: 1 })
})
afterEach(() => aws.stop())

const entry: PutEventsRequestEntry = {
  EventBusName: 'token-rotation',
  Source: 'token-rotation',
  DetailType: 'Token Refreshed',
  Detail: '{"provider":"acme"}',
}
const put = async (...Entries: PutEventsRequestEntry[]) => {
  const { $metadata, ...output } = await aws.events.send(new PutEventsCommand({ Entries }))
  return { status: $metadata.httpStatusCode, ...output }
}

describe('when events are put on a bus', () => {
  it('keeps them as they came, with the time of the call', async () => {
    const output = await put(entry)
    expect(output).toEqual({
      status: 200,
      FailedEntryCount: 0,
      Entries: [{ EventId: versionId(900_000) }],
    })
    expect(aws.eventBridge.events()).toEqual([
      {
        id: versionId(900_000),
        busName: 'token-rotation',
        source: 'token-rotation',
        detailType: 'Token Refreshed',
        detail: { provider: 'acme' },
        resources: [],
        time: START,
      },
    ])
  })

  it('knows the bus by its ARN too, and default without a name', async () => {
    const EventBusName = 'arn:aws:events:eu-central-1:111122223333:event-bus/token-rotation'
    await put({ ...entry, EventBusName }, { ...entry, EventBusName: undefined })
    expect(aws.eventBridge.events().map(({ busName }) => busName)).toEqual([
      'token-rotation',
      'default',
    ])
  })

  it('keeps the time and the resources an entry gives', async () => {
    const Time = new Date('2025-12-31T00:00:00Z')
    await put({ ...entry, Time, Resources: ['arn:a'] })
    expect(aws.eventBridge.events()).toMatchObject([{ time: Time, resources: ['arn:a'] }])
  })
})

describe('when some entries are wrong', () => {
  it('answers 200, says which failed, and keeps the others', async () => {
    const output = await put(
      { ...entry, EventBusName: 'nowhere' },
      { ...entry, Detail: '{' },
      { ...entry, Detail: '[]' },
      { ...entry, Source: undefined },
      { ...entry, DetailType: undefined },
      { ...entry, Source: 'aws.s3' },
      entry,
    )
    expect(output).toEqual({
      status: 200,
      FailedEntryCount: 6,
      Entries: [
        { ErrorCode: 'ResourceNotFoundException', ErrorMessage: expect.any(String) },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
        {
          ErrorCode: 'InvalidArgument',
          ErrorMessage: 'Parameter Source is not valid. Reason: Source is a required argument.',
        },
        {
          ErrorCode: 'InvalidArgument',
          ErrorMessage:
            'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
        },
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: expect.any(String) },
        { EventId: versionId(900_000) },
      ],
    })
    expect(aws.eventBridge.events()).toHaveLength(1)
  })
})

describe('when a call is too large', () => {
  it('refuses eleven entries', async () => {
    expect((await refusal(put(...Array(11).fill(entry)))).name).toBe('ValidationException')
    expect(aws.eventBridge.events()).toEqual([])
  })

  it('refuses a mebibyte and takes less', async () => {
    const room = 1024 * 1024 - Buffer.byteLength('token-rotationToken Refreshed{"a":""}')
    const full = { ...entry, Detail: `{"a":"${'x'.repeat(room)}"}` }
    const less = { ...entry, Detail: `{"a":"${'x'.repeat(room - 1)}"}` }
    expect((await refusal(put(full))).name).toBe('ValidationException')
    expect((await put(less)).FailedEntryCount).toBe(0)
  })
})

describe('when somebody listens', () => {
  it('tells every event until they have heard enough', async () => {
    const heard: LocalEvent[] = []
    const stop = aws.eventBridge.subscribe((event) => heard.push(event))
    await put(entry, { ...entry, DetailType: 'Token Refresh Failed' })
    stop()
    await put(entry)
    expect(heard.map(({ detailType }) => detailType)).toEqual([
      'Token Refreshed',
      'Token Refresh Failed',
    ])
  })
})
