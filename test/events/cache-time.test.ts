import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../lib/provider/load-providers.ts'
import { SHORTEST_LIFETIME_SECONDS } from '../../lib/provider/short-lived.ts'
import { later, refreshAt } from '../../lib/rotation/schedule.ts'
import { NOW } from '../fixed-data.ts'

const HOUR = 3600

/** What the queue, the provider and reads that lag may take. */
const SPARE_SECONDS = 240

const NOTHING_KNOWN = {
  accessTokenLifetimeSeconds: undefined,
  refreshTokenLifetimeSeconds: undefined,
  refreshTokenIdleSeconds: undefined,
  rotatesRefreshToken: undefined,
  refreshMarginSeconds: undefined,
}

/** Seconds that an access token has left when its refresh begins, at the least over many secrets. */
const leftAtSwap = (lifetimeSeconds: number): number => {
  const expiresAt = later(NOW, lifetimeSeconds)
  const lefts = Array.from({ length: 500 }, (_, i) => {
    const begins = refreshAt({
      secretArn: `arn:aws:secretsmanager:eu-west-1:111122223333:secret:crm/${i}-AbCdEf`,
      definition: NOTHING_KNOWN,
      now: NOW,
      issuedAt: NOW,
      expiresAt,
      refreshedAt: NOW,
    })
    return (expiresAt.getTime() - begins.getTime()) / 1000
  })
  return Math.min(...lefts)
}

const guide = readFileSync(join(import.meta.dirname, '../../CONSUMERS.md'), 'utf8')

/** What the guide's table says of lifetimes that begin with these words. */
const rowOf = (lives: string): readonly string[] =>
  guide
    .split('\n')
    .find((line) => line.startsWith(`| ${lives}`))
    ?.split('|')
    .map((cell) => cell.trim()) ?? []

describe('when a consumer keeps an access token as long as the guide says', () => {
  it.each([SHORTEST_LIFETIME_SECONDS, 1800, 2400, 3000, HOUR, 2 * HOUR, 6 * HOUR])(
    '5 minutes are over before a token of %d s ends, read just before its refresh',
    (lifetime) => {
      expect(rowOf(`${SHORTEST_LIFETIME_SECONDS / 60} min to 6 h`)).toContain('5 min')
      expect(leftAtSwap(lifetime)).toBeGreaterThanOrEqual(300 + SPARE_SECONDS)
    },
  )

  it.each([6, 8, 24, 24 * 365])('1 hour is over before a token of %d h ends', (hours) => {
    expect(rowOf('6 h or more')).toContain('1 h')
    expect(leftAtSwap(hours * HOUR)).toBeGreaterThanOrEqual(HOUR + SPARE_SECONDS)
  })

  it('says what is left at the swap, to the minute', () => {
    expect(rowOf('25 min to 6 h')).toContain(
      `${Math.floor(leftAtSwap(SHORTEST_LIFETIME_SECONDS) / 60)} min or more`,
    )
    expect(rowOf('6 h or more')).toContain(`${Math.floor(leftAtSwap(6 * HOUR) / 60)} min or more`)
  })

  it('finds nothing kept of shorter tokens, whose refresh may come after their end', () => {
    expect(rowOf(`less than ${SHORTEST_LIFETIME_SECONDS / 60} min`)).toContain('do not keep it')
    expect(leftAtSwap(900)).toBeLessThan(0)
  })

  it('finds no provider of the catalogue with a smaller margin of its own for longer tokens', () => {
    const definitions = catalogue()
    const smaller = (E.isRight(definitions) ? definitions.right : []).filter(
      ({ refreshMarginSeconds: margin, accessTokenLifetimeSeconds: lifetime }) =>
        margin !== undefined &&
        margin * 0.9 < 300 + SPARE_SECONDS &&
        (lifetime === undefined || lifetime >= SHORTEST_LIFETIME_SECONDS),
    )

    expect(E.isRight(definitions)).toBe(true)
    expect(smaller.map(({ id }) => id)).toStrictEqual([])
  })
})
