import type { SQSRecord } from 'aws-lambda'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PlacedFunction, placeFunction } from './placed-function.ts'

let rotate: PlacedFunction
let linesBefore: number
beforeAll(async () => {
  rotate = await placeFunction('rotate')
})
beforeEach(() => {
  linesBefore = rotate.entries().length
})
afterAll(() => rotate.stop())

const newEntries = () => rotate.entries().slice(linesBefore)

const record = (messageId: string, body: string): Partial<SQSRecord> => ({ messageId, body })

const message = JSON.stringify({ kind: 'refresh', secretArn: 'arn-1', versionId: 'version-1' })

describe('when a message is not understood', () => {
  it.each([
    ['is no JSON', 'planted-secret', 'expected a rotation message'],
    [
      'is of another kind',
      JSON.stringify({ kind: 'planted-secret', secretArn: 'arn-1', versionId: 'version-1' }),
      'kind: expected "refresh"',
    ],
  ])(
    'drops one that %s, with one line, and does not ask for it again',
    async (_, body, problem) => {
      const answer = await rotate.invoke({ Records: [record('m-1', body)] })

      expect(answer).toStrictEqual({ tag: 'Answered', value: { batchItemFailures: [] } })
      expect(newEntries()).toStrictEqual([
        { message: 'message is not understood and dropped', problem },
      ])
    },
  )
})

describe('when AWS cannot be reached', () => {
  it('asks for the message again', async () => {
    const answer = await rotate.invoke({ Records: [record('m-1', message)] })

    expect(answer).toStrictEqual({
      tag: 'Answered',
      value: { batchItemFailures: [{ itemIdentifier: 'm-1' }] },
    })
    expect(newEntries()).toMatchObject([{ secretArn: 'arn-1', isToBeRetried: true }])
  })

  it('asks for this one only, not for those beside it that are not understood', async () => {
    const answer = await rotate.invoke({
      Records: [record('m-1', '{}'), record('m-2', message), record('m-3', '')],
    })

    expect(answer).toStrictEqual({
      tag: 'Answered',
      value: { batchItemFailures: [{ itemIdentifier: 'm-2' }] },
    })
  })
})
