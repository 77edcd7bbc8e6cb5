import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { metricStore } from '../../../lib/local/monitoring/metric-store.ts'
import { type QueueMetrics, queueMetrics } from '../../../lib/local/monitoring/queue-metrics.ts'
import { type LocalQueue, startQueue } from '../../../lib/local/queue/queue.ts'

describe('when messages wait in a queue while the account’s time is moved', () => {
  const metrics = metricStore()
  let now = new Date('2026-03-01T12:00:00.000Z')
  let queue: LocalQueue
  let watch: QueueMetrics

  const call = async (operation: string, input: object): Promise<void> => {
    const response = await fetch(queue.origin, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
      },
      body: JSON.stringify({ QueueUrl: `${queue.origin}/000000000000/q`, ...input }),
    })
    expect(response.status).toBe(200)
  }
  const passMinutes = (minutes: number): void => {
    for (let passed = 0; passed < minutes; passed++) {
      now = new Date(now.getTime() + 60_000)
      watch.tell(metrics, now)
    }
  }
  const lastMinute = (name: string, QueueName = 'q') =>
    metrics.valueOf(
      { namespace: 'AWS/SQS', name, dimensions: { QueueName } },
      'Maximum',
      new Date(now.getTime() - 60_000),
      now,
    )

  beforeAll(async () => {
    queue = await startQueue({ region: 'us-east-1', queueName: 'q', deadLetterQueueName: 'd' })
    watch = queueMetrics(queue, () => now)
    await watch.look()
  })
  afterAll(() => queue.stop())

  it('tells how many are visible and how old the oldest is, also one that was received', async () => {
    passMinutes(1)
    const empty = [lastMinute('ApproximateAgeOfOldestMessage')]
    await call('SendMessage', { MessageBody: 'first' })
    await watch.look()
    passMinutes(10)
    await call('SendMessage', { MessageBody: 'second' })
    await call('ReceiveMessage', { MaxNumberOfMessages: 1 })
    await watch.look()
    passMinutes(5)

    expect(empty).toStrictEqual([0])
    expect(lastMinute('ApproximateNumberOfMessagesVisible')).toBe(1)
    expect(lastMinute('ApproximateAgeOfOldestMessage')).toBeCloseTo(900, 1)
    expect(lastMinute('ApproximateNumberOfMessagesVisible', 'd')).toBe(0)
  })
})
