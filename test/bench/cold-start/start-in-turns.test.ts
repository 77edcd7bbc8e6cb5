import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtDist } from '../../main-job/built-dist.ts'
import { type RefreshAccount, startRefreshAccount } from '../refresh-account.ts'
import { startInTurns } from './start-in-turns.ts'

describe('when a function and its bare handler are started in turns', () => {
  let world: RefreshAccount
  beforeAll(async () => {
    world = await startRefreshAccount(builtDist())
  })
  afterAll(() => world.stop())

  it.each([
    ['sweep', ['BatchGetItem', 'BatchGetItem', 'GetItem', 'GetQueueAttributes', 'ListSecrets']],
    [
      'rotate',
      [
        'UpdateItem',
        'DescribeSecret',
        'GetSecretValue',
        'UpdateItem',
        'PutSecretValue',
        'UpdateSecretVersionStage',
        'UpdateItem',
        'PutEvents',
      ],
    ],
  ] as const)(
    'makes the same calls in both: %s',
    async (name, calls) => {
      const started = await startInTurns(world, builtDist(), name, 1)

      expect(started.pairs.length).toBe(1)
      expect(started.calls).toStrictEqual(calls)
    },
    120_000,
  )
})
