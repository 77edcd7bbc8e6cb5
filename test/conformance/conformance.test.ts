import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled } from '../is-installed.ts'
import { type AwsSide, startAwsSide } from '../local/aws-side.ts'
import { awsClients, destroyClients } from './aws-clients.ts'
import type { Behaviour } from './behaviour.ts'
import { behaviours } from './behaviours.ts'
import { startMoto } from './moto-server.ts'
import { noPatience } from './patience.ts'
import { openPlace, type Place } from './place.ts'
import { throwAway } from './throw-away.ts'

/** Every behaviour with a name of its own and what an emulator may answer. */
const cases = (emulator: 'local' | 'moto') =>
  behaviours.map((behaviour, i) => ({
    observe: behaviour.observe,
    name: `conformance-${i}`,
    title: `${behaviour.service}: ${emulator in behaviour ? 'known to differ: ' : ''}${behaviour.title}`,
    accepted: accepted(behaviour, emulator),
  }))

/** The local account is ours and answers one thing; a moto that has mended a difference is welcome. */
const accepted = (behaviour: Behaviour, emulator: 'local' | 'moto'): readonly unknown[] => {
  if (!(emulator in behaviour)) return [behaviour.aws]
  return emulator === 'local' ? [behaviour.local] : [behaviour.aws, behaviour.moto]
}

describe('when the local account stands for AWS (AWS trap 24: an emulator that agrees is not AWS)', () => {
  let aws: AwsSide
  let place: Place
  beforeAll(async () => {
    aws = await startAwsSide()
    place = await openPlace(aws, noPatience, throwAway(aws), 'conformance')
  })
  afterAll(() => aws.stop())

  it.concurrent.each(cases('local'))('$title', async ({ name, observe, accepted: answers }) => {
    expect(answers).toContainEqual(await observe(place, name))
  })
})

const hasMoto = isInstalled('moto_server', 'the conformance of moto')

describe.skipIf(!hasMoto)('when moto stands for AWS', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>
  let place: Place
  beforeAll(async () => {
    moto = await startMoto()
    const clients = awsClients({
      endpoint: moto.origin,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    })
    place = await openPlace(clients, noPatience, throwAway(clients), 'conformance')
  })
  afterAll(async () => {
    destroyClients(place)
    await moto.stop()
  })

  it.concurrent.each(cases('moto').filter((_, i) => behaviours[i]?.motoRaces !== true))(
    '$title',
    async ({ name, observe, accepted: answers }) => {
      expect(answers).toContainEqual(await observe(place, name))
    },
  )
})
