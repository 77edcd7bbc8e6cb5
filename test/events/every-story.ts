import type { ProviderEvent, RotationEvent } from '../../lib/rotation/event.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, textOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

type World = ReturnType<typeof happyEnv>

/** The happy path with version ids as AWS takes them; `run` rotates after some seconds. */
const startStory = (remembered: Partial<LedgerItem> = {}) => {
  const world = happyEnv()
  let ids = 0
  const env: World['env'] = {
    ...world.env,
    newId: () => {
      ids += 1
      return `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`
    },
  }
  world.remember(remembered)
  const run = async (afterSeconds = 0): Promise<void> => {
    world.clock.pass(afterSeconds)
    await rotate(env)(world.request())()
  }
  return { ...world, run }
}

const refusal = (status: number, error: string) => async () => Response.json({ error }, { status })
const HOUR = 3600

/** What the real rotation tells, from the beginning of a story to its end. */
const stories: Readonly<Record<string, () => Promise<World['events']>>> = {
  'a refresh': async () => {
    const { run, events } = startStory()
    await run()
    return events
  },
  'a short-lived token, and an old value that is put back over it': async () => {
    const { run, events, provider, secrets } = startStory()
    const old = secrets.currentText()
    provider.script.push(async () =>
      Response.json({ access_token: 'a', refresh_token: 'b', expires_in: 600 }),
    )
    await run()
    secrets.edit(old)
    await run(60)
    return events
  },
  'an outage': async () => {
    const { run, events, provider } = startStory()
    for (let outages = 0; outages < 5; outages++) {
      // an ambiguous answer is asked for once more in the same run
      provider.script.push(refusal(503, 'server_error'), refusal(503, 'server_error'))
      await run(2 * HOUR)
    }
    provider.script.length = 0
    await run(2 * HOUR)
    return events
  },
  'a client that is rejected': async () => {
    const { run, events, provider } = startStory()
    provider.script.push(refusal(401, 'invalid_client'))
    await run()
    await run(2 * HOUR)
    return events
  },
  'an old value that is put back': async () => {
    const { run, events, secrets } = startStory()
    const old = secrets.currentText()
    await run()
    secrets.edit(old)
    await run(60)
    return events
  },
  'a text that cannot be read, and is mended': async () => {
    const { run, events, secrets } = startStory()
    const good = secrets.currentText()
    secrets.edit('no JSON')
    await run()
    secrets.edit(good)
    await run(60)
    return events
  },
  'a consent that ends': async () => {
    const end = later(NOW, 5 * 86_400)
    const { run, events } = startStory({ grantEndsAt: end, consentEndsAt: end })
    await run()
    return events
  },
  'a grant that is gone': async () => {
    const { run, events, secrets } = startStory()
    secrets.edit(textOf('refresh-9-0'))
    await run()
    return events
  },
}

/** The events of every story. */
export const everyStory = async (): Promise<readonly (RotationEvent | ProviderEvent)[]> =>
  (await Promise.all(Object.values(stories).map((tell) => tell()))).flat()
