import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AwsSide, startAwsSide } from '../local/aws-side.ts'
import { type PlacedFunction, placeFunction } from './placed-function.ts'

describe('when AWS cannot be reached', () => {
  let sweep: PlacedFunction
  beforeAll(async () => {
    sweep = await placeFunction('sweep')
  })
  afterAll(() => sweep.stop())

  it('throws, so that the alarm hears of it, and says which call failed', async () => {
    expect(await sweep.invoke({})).toStrictEqual({ tag: 'Threw', errorType: 'Error' })
    expect(sweep.entries()).toMatchObject([
      {
        message: 'sweep did not finish',
        operation: 'GetQueueAttributes',
        code: 'ECONNREFUSED',
      },
    ])
    expect(sweep.lines.join('\n')).toContain('GetQueueAttributes failed: ECONNREFUSED')
  })
})

describe('when there is nothing to sweep', () => {
  let aws: AwsSide
  let sweep: PlacedFunction
  beforeAll(async () => {
    aws = await startAwsSide()
    sweep = await placeFunction('sweep', {
      environment: {
        AWS_ENDPOINT_URL: aws.gateway.origin,
        QUEUE_URL: aws.gateway.queueUrl(aws.queue.queueName),
      },
    })
  })
  afterAll(async () => {
    await sweep.stop()
    await aws.stop()
  })

  it.each([[{}], [null], [{ 'detail-type': 'Scheduled Event' }]])(
    'answers nothing to the input %j and reports what it saw',
    async (event) => {
      expect(await sweep.invoke(event)).toStrictEqual({ tag: 'Answered', value: null })
      expect(sweep.entries().at(-1)).toMatchObject({ message: 'sweep finished', secrets: 0 })
    },
  )

  it('reports that it finished and that no grant ends soon, so that alarms have data', async () => {
    const { length } = sweep.entries()
    await sweep.invoke({})
    expect(sweep.entries().slice(length)).toMatchObject([
      { SweepsFinished: 1, Credentials: 0, Expired: 0, EscrowWaiting: 0, NearVersionLimit: 0 },
      { WithinDays: '30', GrantsEndingSoon: 0 },
      { WithinDays: '7', GrantsEndingSoon: 0 },
      { WithinDays: '1', GrantsEndingSoon: 0 },
      { message: 'sweep finished' },
    ])
  })
})
