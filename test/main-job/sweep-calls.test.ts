import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MadeUpAccount, startMadeUpAccount } from '../bench/sweep/made-up-account.ts'
import { type PlacedFunction, placeFunction } from '../functions/placed-function.ts'

describe('when the bundle sweeps 2,350 secrets, of which one in a hundred is due', () => {
  let account: MadeUpAccount
  let sweep: PlacedFunction
  beforeAll(async () => {
    account = await startMadeUpAccount(2350)
    sweep = await placeFunction('sweep', {
      environment: {
        AWS_ENDPOINT_URL: account.origin,
        QUEUE_URL: `${account.origin}/111122223333/token-rotation`,
      },
      // as Lambda gives it: a sweep that has less may leave its place
      timeoutSeconds: 900,
    })
    await sweep.invoke({})
  })
  afterAll(async () => {
    await sweep.stop()
    await account.stop()
  })

  it('makes one call of the list and one of the ledger for each hundred, and reads no value', () => {
    expect(Object.fromEntries(account.calls)).toStrictEqual({
      GetQueueAttributes: 1,
      GetItem: 1,
      ListSecrets: 24,
      BatchGetItem: 24,
      'BatchGetItem, other': 1,
      SendMessageBatch: 24,
    })
  })

  it('sees all of them', () => {
    expect(sweep.entries().at(-1)).toMatchObject({ message: 'sweep finished', secrets: 2350 })
  })
})
