import { describe, expect, it } from 'vitest'
import { withFasterDelays } from '../../../lib/local/queue/queue-delays.ts'

describe('when time runs 600 times faster', () => {
  it('shortens the delay of a message', () => {
    expect(withFasterDelays({ MessageBody: 'a', DelaySeconds: 300 }, 600)).toStrictEqual({
      MessageBody: 'a',
      DelaySeconds: 0.5,
    })
  })

  it('shortens the delays of a batch and leaves messages without one alone', () => {
    const Entries = [{ Id: '0', DelaySeconds: 60 }, { Id: '1' }]

    expect(withFasterDelays({ QueueUrl: 'q', Entries }, 600)).toStrictEqual({
      QueueUrl: 'q',
      Entries: [{ Id: '0', DelaySeconds: 0.1 }, { Id: '1' }],
    })
  })
})

describe('when time is real', () => {
  it('leaves a call as it is', () => {
    const input = { DelaySeconds: 300 }

    expect(withFasterDelays(input, 1)).toBe(input)
  })
})
