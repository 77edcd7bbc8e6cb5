import { describe, expect, it } from 'vitest'
import {
  afterRefresh,
  fingerprint,
  isSame,
  isSpent,
  type SpentTokens,
} from '../../lib/rotation/fingerprint.ts'
import { printOf, salt } from '../fixed-data.ts'

const refreshes = (count: number): SpentTokens | undefined =>
  Array.from({ length: count }, (_, i) => i).reduce<SpentTokens | undefined>(
    (spent, i) => afterRefresh(spent, printOf(`token-${i}`), printOf(`token-${i + 1}`)),
    undefined,
  )

describe('a fingerprint', () => {
  it('is 8 bytes, the same for the same token and salt', () => {
    expect(fingerprint(salt, 'token')).toHaveLength(8)
    expect(isSame(fingerprint(salt, 'token'), fingerprint(salt, 'token'))).toBe(true)
  })

  it('differs under another salt, so that two deployments cannot be matched', () => {
    expect(isSame(fingerprint(salt, 'token'), fingerprint(new Uint8Array([9]), 'token'))).toBe(
      false,
    )
  })

  it('of nothing is the same as nothing', () => {
    expect(isSame(undefined, undefined)).toBe(false)
    expect(isSame(printOf('token'), undefined)).toBe(false)
  })
})

describe('when a token was answered by another one', () => {
  it('is spent, and the new one is not', () => {
    const spent = afterRefresh(undefined, printOf('old'), printOf('new'))
    expect(spent).toEqual(printOf('old'))
    expect(isSpent(spent, printOf('new'))).toBe(false)
  })

  it('stands in the list once, however often it was sent', () => {
    const once = afterRefresh(undefined, printOf('old'), printOf('new'))
    expect(afterRefresh(once, printOf('old'), printOf('newer'))).toEqual(once)
  })
})

describe('when a token was answered by itself', () => {
  it('is not spent', () => {
    expect(afterRefresh(undefined, printOf('same'), printOf('same'))).toEqual(new Uint8Array())
  })
})

describe('when a provider hands out an earlier token again', () => {
  it('takes it off the spent ones', () => {
    const spent = afterRefresh(undefined, printOf('first'), printOf('second'))
    expect(afterRefresh(spent, printOf('second'), printOf('first'))).toEqual(printOf('second'))
  })
})

describe('when it is not known which token was sent', () => {
  it('keeps the list as it is', () => {
    expect(afterRefresh(printOf('old'), undefined, printOf('new'))).toEqual(printOf('old'))
  })
})

describe('after two hundred refreshes', () => {
  const spent = refreshes(200)
  const known = Array.from({ length: 201 }, (_, i) => i).filter((i) =>
    isSpent(spent, printOf(`token-${i}`)),
  )

  it('knows the first 20 and the last 60 spent tokens', () => {
    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => from + i)
    expect(known).toEqual([...numbers(0, 20), ...numbers(140, 200)])
  })

  it('takes 640 bytes', () => {
    expect(spent).toHaveLength(640)
  })
})

describe('after 80 refreshes', () => {
  it('knows every spent token', () => {
    const spent = refreshes(80)
    expect(Array.from({ length: 81 }, (_, i) => isSpent(spent, printOf(`token-${i}`)))).toEqual([
      ...Array.from({ length: 80 }, () => true),
      false,
    ])
  })
})
