import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { cached } from '../../lib/aws/cached.ts'
import { later } from '../../lib/rotation/schedule.ts'

const START = new Date('2026-01-02T03:04:05.678Z')

/** A look-up that gives these answers one after the other, kept for 300 s, on a clock that is moved by hand. */
const lookUpThrough = (answers: readonly E.Either<string, string | undefined>[]) => {
  const asked: string[] = []
  const clock = { now: START }
  const find = cached(
    (key: string): TE.TaskEither<string, string | undefined> =>
      async () =>
        answers[asked.push(key) - 1] ?? E.left('asked too often'),
    { seconds: 300, now: () => clock.now },
  )
  return { asked, clock, find }
}

describe('when the same thing is looked up again', () => {
  it('is not asked for while it is younger than the given seconds', async () => {
    const { asked, clock, find } = lookUpThrough([E.right('first'), E.right('second')])
    const before = await find('a')()
    clock.now = later(START, 299.999)
    const during = await find('a')()
    clock.now = later(START, 300)
    const after = await find('a')()

    expect([before, during, after]).toStrictEqual(['first', 'first', 'second'].map(E.right))
    expect(asked).toStrictEqual(['a', 'a'])
  })

  it('is kept again from the moment in which it was asked for again', async () => {
    const { asked, clock, find } = lookUpThrough([E.right('first'), E.right('second')])
    await find('a')()
    clock.now = later(START, 400)
    await find('a')()
    clock.now = later(START, 699)

    expect(await find('a')()).toStrictEqual(E.right('second'))
    expect(asked).toStrictEqual(['a', 'a'])
  })
})

describe('when different things are looked up', () => {
  it('keeps them apart', async () => {
    const { asked, find } = lookUpThrough([E.right('of a'), E.right('of b')])
    const answers = [await find('a')(), await find('b')(), await find('a')(), await find('b')()]

    expect(answers).toStrictEqual(['of a', 'of b', 'of a', 'of b'].map(E.right))
    expect(asked).toStrictEqual(['a', 'b'])
  })
})

describe('when nothing was found, or the look-up failed', () => {
  it.each([
    ['nothing', E.right(undefined)],
    ['a failure', E.left('no answer')],
  ])('asks again after %s', async (_, first) => {
    const { asked, find } = lookUpThrough([first, E.right('found')])

    expect([await find('a')(), await find('a')()]).toStrictEqual([first, E.right('found')])
    expect(asked).toStrictEqual(['a', 'a'])
  })
})

describe('when a look-up is made but not run', () => {
  it('asks for nothing', () => {
    const { asked, find } = lookUpThrough([])
    find('a')

    expect(asked).toStrictEqual([])
  })
})
