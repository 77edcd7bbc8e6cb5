import * as E from 'fp-ts/Either'
import { beforeEach, describe, expect, it } from 'vitest'
import {
  type FleetSnapshot,
  type FleetSnapshots,
  fleetSnapshots,
} from '../../../lib/cli/console/fleet-snapshots.ts'
import type { Failure } from '../../../lib/cli/operator/fail.ts'
import { NOW, statusRowOf } from './status-rows.ts'

const REFUSED = E.left<Failure>({
  exitCode: 3,
  message: 'not allowed: secretsmanager:ListSecrets on *',
})

/** A fleet whose readings end when the test says so, and a stopwatch that the test moves. */
const startFleet = () => {
  const world: {
    milliseconds: number
    readonly endings: ((result: E.Either<Failure, FleetSnapshot>) => void)[]
    readonly fleet: FleetSnapshots
  } = {
    milliseconds: 0,
    endings: [],
    fleet: fleetSnapshots(
      () => new Promise((resolve) => world.endings.push(resolve)),
      () => world.milliseconds,
    ),
  }
  return world
}

const rows = (size: number) => Array.from({ length: size }, (_, i) => statusRowOf(`fleet/${i}`))

const snapshotOf = (size: number) =>
  E.right<Failure, FleetSnapshot>({ rows: rows(size), leftOut: [], readAt: NOW })

describe('when a small fleet is asked for again and again', () => {
  const first = snapshotOf(10)
  let world: ReturnType<typeof startFleet>
  beforeEach(async () => {
    world = startFleet()
    const reading = world.fleet.read()
    world.endings[0]?.(first)
    await reading
  })

  it('is answered from the last reading for 5 s and 20 ms for each', async () => {
    world.milliseconds = 5199

    expect(await world.fleet.read()).toStrictEqual(first)
    expect(world.endings).toHaveLength(1)
  })

  it('is read anew after that, once for all who ask', async () => {
    const next = snapshotOf(11)
    world.milliseconds = 5200
    const asked = [world.fleet.read(), world.fleet.read()]
    world.endings[1]?.(next)

    expect(await Promise.all(asked)).toStrictEqual([next, next])
    expect(world.endings).toHaveLength(2)
  })

  it('is read anew when what is kept is in doubt', async () => {
    const next = snapshotOf(9)
    world.fleet.doubt()
    const asked = world.fleet.read()
    world.endings[1]?.(next)

    expect(await asked).toStrictEqual(next)
  })

  it('is read again after a reading that had begun when the doubt came, and then believed', async () => {
    const [stale, fresh] = [snapshotOf(9), snapshotOf(8)]
    world.milliseconds = 5200
    const begun = world.fleet.read()
    world.fleet.doubt()
    world.endings[1]?.(stale)
    await begun
    const asked = world.fleet.read()
    world.endings[2]?.(fresh)

    expect(await asked).toStrictEqual(fresh)
    expect(await world.fleet.read()).toStrictEqual(fresh)
    expect(world.endings).toHaveLength(3)
  })

  it('tells of a refusal, and is read again the next time', async () => {
    world.fleet.doubt()
    const refused = world.fleet.read()
    world.endings[1]?.(REFUSED)
    expect(await refused).toStrictEqual(REFUSED)
    const asked = world.fleet.read()
    world.endings[2]?.(first)

    expect(await asked).toStrictEqual(first)
  })
})

describe('when a large fleet is asked for again and again', () => {
  const first = snapshotOf(10_000)
  let world: ReturnType<typeof startFleet>
  beforeEach(async () => {
    world = startFleet()
    const reading = world.fleet.read()
    world.endings[0]?.(first)
    await reading
  })

  it('is not read more often than every 205 s', async () => {
    world.milliseconds = 204_999
    await world.fleet.read()
    expect(world.endings).toHaveLength(1)

    world.milliseconds = 205_000
    await world.fleet.read()
    expect(world.endings).toHaveLength(2)
  })

  it('is answered from the last reading while the next one is under way', async () => {
    const next = snapshotOf(10_001)
    world.milliseconds = 205_000
    expect(await world.fleet.read()).toStrictEqual(first)
    expect(await world.fleet.read()).toStrictEqual(first)
    world.endings[1]?.(next)
    await Promise.resolve()
    await Promise.resolve()

    expect(await world.fleet.read()).toStrictEqual(next)
    expect(world.endings).toHaveLength(2)
  })

  it('is read again after a reading that had begun when the doubt came', async () => {
    world.milliseconds = 205_000
    await world.fleet.read()
    world.fleet.doubt()
    world.endings[1]?.(snapshotOf(10_001))
    await Promise.resolve()
    await Promise.resolve()
    await world.fleet.read()

    expect(world.endings).toHaveLength(3)
  })

  it('tells once of a reading that was refused meanwhile', async () => {
    world.milliseconds = 205_000
    await world.fleet.read()
    world.endings[1]?.(REFUSED)
    await Promise.resolve()
    await Promise.resolve()

    expect(await world.fleet.read()).toStrictEqual(REFUSED)
    expect(await world.fleet.read()).toStrictEqual(first)
  })
})
