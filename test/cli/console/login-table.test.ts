import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { loginTable, type Waiting } from '../../../lib/cli/console/login-table.ts'
import type { LoginAnswer } from '../../../lib/cli/operator/authorization/listener.ts'
import { inTrouble } from '../../../lib/cli/operator/fail.ts'

const ANSWER: LoginAnswer = {
  answer: { tag: 'Granted', code: 'planted-code' },
  reply: () => Promise.resolve(),
}

/** A table whose alarm is rung by hand, and a login of which is kept what became of it. */
const startTable = (waits: Partial<Waiting> = {}) => {
  const alarms: { milliseconds: number; ring: () => void; isOff: boolean }[] = []
  const table = loginTable((milliseconds, ring) => {
    const alarm = { milliseconds, ring, isOff: false }
    alarms.push(alarm)
    return () => {
      alarm.isOff = true
    }
  })
  const answered = Promise.withResolvers<LoginAnswer>()
  const done: string[] = []
  const waiting: Waiting = {
    address: 'http://127.0.0.1:1/auth',
    scopes: 'scopes asked for: a',
    answer: answered.promise,
    leave: async () => {
      done.push('left')
    },
    finish: async () => {
      done.push('finished')
      return E.right({ state: 'stored', message: 'stored' })
    },
    ...waits,
  }
  const begin = () => table.begin('crm', async () => E.right(waiting))
  return { table, alarms, done, begin, answer: () => answered.resolve(ANSWER) }
}

describe('when nobody logs in', () => {
  it('leaves the login after 10 minutes, and begins another one', async () => {
    const { table, alarms, done, begin } = startTable()
    await begin()
    alarms[0]?.ring()
    await table.stop()

    expect(alarms.map(({ milliseconds }) => milliseconds)).toStrictEqual([600_000])
    expect(done).toStrictEqual(['left'])
    expect(table.progress('crm')).toStrictEqual({
      state: 'cancelled',
      message: 'nobody logged in within 10 min; nothing was changed',
    })
  })

  it('can be cancelled, and begun again', async () => {
    const { table, begin, done } = startTable()
    await begin()
    const cancelled = await table.cancel('crm')
    const again = await begin()

    expect([cancelled.state, done, E.isRight(again)]).toStrictEqual(['cancelled', ['left'], true])
  })
})

describe('when the answer is there', () => {
  it('finishes whatever is cancelled, and tells the end', async () => {
    const finish = Promise.withResolvers<void>()
    const { table, alarms, begin, answer, done } = startTable({
      finish: async () => {
        finish.resolve()
        await stored.promise
        return E.right({ state: 'stored', message: 'stored' })
      },
    })
    const stored = Promise.withResolvers<void>()
    await begin()
    answer()
    await finish.promise
    const cancelled = await table.cancel('crm')
    const second = await begin()
    const stopped = table.stop()
    stored.resolve()
    await stopped

    expect([cancelled.state, E.isLeft(second), done]).toStrictEqual(['storing', true, []])
    expect(alarms[0]?.isOff).toBe(true)
    expect(table.progress('crm')).toStrictEqual({ state: 'stored', message: 'stored' })
  })

  it('tells nothing of what is thrown', async () => {
    const { table, begin, answer } = startTable({
      finish: () => Promise.reject(new Error('planted-code')),
    })
    await begin()
    answer()
    await table.stop()

    expect(table.progress('crm')).toStrictEqual({
      state: 'refused',
      message: 'the console failed; log in again',
    })
  })
})

describe('when a login cannot be begun', () => {
  it('keeps the name free', async () => {
    const { table, begin } = startTable()
    const failed = await table.begin('crm', async () => E.left(inTrouble('no client')))

    expect(failed).toStrictEqual(E.left(inTrouble('no client')))
    expect(table.progress('crm').state).toBe('none')
    expect(E.isRight(await begin())).toBe(true)
  })

  it('begins none while another is being begun', async () => {
    const { table, begin } = startTable()
    const [first, second] = await Promise.all([begin(), begin()])

    expect([E.isRight(first), E.isLeft(second)]).toStrictEqual([true, true])
    await table.stop()
    expect(E.isLeft(await begin())).toBe(true)
  })
})
