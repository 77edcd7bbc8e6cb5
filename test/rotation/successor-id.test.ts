import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isSuccessorOf, successorId } from '../../lib/rotation/successor-id.ts'

describe('when a version is to be made from another', () => {
  const base = randomUUID()

  it('gets an id of the shape of a UUID, which Secrets Manager takes, and another one each time', () => {
    const ids = [successorId(randomUUID(), base), successorId(randomUUID(), base)]

    for (const id of ids) expect(id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    expect(new Set(ids).size).toBe(2)
  })

  it('can be told from its id to be made from that one, and from no other', () => {
    const id = successorId(randomUUID(), base)

    expect([isSuccessorOf(id, base), isSuccessorOf(id, randomUUID())]).toStrictEqual([true, false])
  })

  it('is not its own successor, whoever chose its id', () => {
    expect(isSuccessorOf(base, base)).toBe(false)
  })
})
