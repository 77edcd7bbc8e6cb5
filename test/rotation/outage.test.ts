import { beforeAll, describe, expect, it } from 'vitest'
import { type OutageRecord, SWEEP_MINUTES, simulateOutage } from '../outage/simulate-outage.ts'

const SWEEP = SWEEP_MINUTES * 60

const perMinute = ({ requestsAt }: OutageRecord, from: number, to: number): number =>
  requestsAt.filter((at) => at >= from && at < to).length / ((to - from) / 60)

/** The credentials of the broken provider that wait at the beginning of a sweep, before it. */
const waitingAt = ({ waiting }: OutageRecord, moment: number): number | undefined =>
  waiting.find(({ at }) => at === moment)?.credentials

describe('when a provider with 10,000 credentials is down for an hour, beside one with 1,000 that is up', () => {
  const downAt = 3 * SWEEP
  const backAt = 15 * SWEEP - SWEEP / 2
  let record: OutageRecord
  beforeAll(async () => {
    const fleet = { acme: 10_000, hooli: 1000 }
    record = await simulateOutage({ fleet, downAt, backAt, endsAt: 18 * SWEEP })
  })

  it('was in steady work before', () => {
    const tokensLive48Minutes = 10_000 / 48
    expect(perMinute(record, 0, downAt)).toBeGreaterThan(tokensLive48Minutes * 0.9)
    const late = record.waiting.flatMap(({ at, credentials }) =>
      at <= downAt ? [credentials] : [],
    )
    expect(Math.max(...late)).toBeLessThan(100)
  })

  it('tells one outage and one recovery, not one for each credential', () => {
    expect(record.told).toMatchObject({ 'Provider Unavailable': 1, 'Provider Recovered': 1 })
    expect(record.told['Token Refresh Failed']).toBeLessThanOrEqual(50)
  })

  it('sends the provider no more than 1 % of the normal requests from the second sweep on', () => {
    const normal = perMinute(record, 0, downAt)
    expect(perMinute(record, downAt + SWEEP, backAt)).toBeLessThanOrEqual(normal / 100)
  })

  it('goes on asking whether it is back', () => {
    const sweeps = record.sweeps.filter(({ at }) => at > downAt && at < backAt)
    expect(sweeps.every(({ report }) => report.probes >= 1)).toBe(true)
    expect(record.recoveredAt).toBeLessThanOrEqual(backAt + SWEEP / 2)
  })

  it('spares the queue what an open breaker would refuse', () => {
    const [, ...held] = record.sweeps.filter(({ at }) => at > downAt && at < backAt)
    const others = 1000 / 48
    for (const { report } of held) {
      expect(report.heldBack).toBeGreaterThan(500)
      expect(report.sent).toBeLessThan(2 * others * SWEEP_MINUTES)
    }
  })

  it('delays no refresh at the other provider by more than one sweep', () => {
    expect(record.otherDelays.length).toBeGreaterThan(1000)
    expect(Math.max(...record.otherDelays)).toBeLessThanOrEqual(SWEEP)
  })

  it('retires nothing and loses no grant', () => {
    expect({ retired: record.retired, deadGrants: record.deadGrants }).toEqual({
      retired: 0,
      deadGrants: 0,
    })
  })

  it('has every credential fresh within three sweeps after it is back, though all of them waited', () => {
    const [first = 0] = record.sweeps.map(({ at }) => at).filter((at) => at > backAt)
    expect(first).toBeLessThan(backAt + SWEEP)
    expect(waitingAt(record, first)).toBeGreaterThan(9900)
    expect(waitingAt(record, first + 2 * SWEEP)).toBe(0)
  })
})

describe('when a provider is back in the seconds between the last probe and the next sweep', () => {
  const backAt = 6 * SWEEP - 20
  let record: OutageRecord
  beforeAll(async () => {
    const fleet = { acme: 1000 }
    record = await simulateOutage({ fleet, downAt: SWEEP, backAt, endsAt: 8 * SWEEP })
  })

  it('finds it out with the first probe of this sweep', () => {
    expect(record.recoveredAt).toBeLessThanOrEqual(backAt + 65)
  })

  it('still has every credential fresh within three sweeps after', () => {
    expect(waitingAt(record, 6 * SWEEP)).toBeGreaterThan(400)
    expect(waitingAt(record, 8 * SWEEP)).toBe(0)
  })
})

describe('when a provider is down for less than the time between two sweeps', () => {
  it('has every credential fresh within three sweeps after', async () => {
    const record = await simulateOutage({
      fleet: { acme: 2000 },
      downAt: SWEEP + 10,
      backAt: SWEEP + 100,
      endsAt: 4 * SWEEP,
    })
    expect(record.told).toMatchObject({ 'Provider Unavailable': 1, 'Provider Recovered': 1 })
    expect(waitingAt(record, 2 * SWEEP)).toBeGreaterThan(0)
    expect(waitingAt(record, 4 * SWEEP)).toBe(0)
  })
})
