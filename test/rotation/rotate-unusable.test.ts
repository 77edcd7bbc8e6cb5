import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, printOf, secretArn, steadyItem, textOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

type World = ReturnType<typeof happyEnv>

const run = async (change: (world: World) => unknown) => {
  const world = happyEnv()
  change(world)
  const outcome = await rotate(world.env)(world.request())()
  return { ...world, outcome }
}

const failed = (errorCode: string, message: string, provider = 'acme') => ({
  result: 'failed',
  isToBeRetried: false,
  secretArn,
  provider,
  errorCode,
  message,
  areEventsLost: false,
})

const invalid = (error: string, message: string) => ({
  status: 'invalid',
  nextAt: later(NOW, 3600),
  failures: 1,
  error,
  message,
})

describe('when the text of the secret is not a credential', () => {
  const planted = 'PLANTED-SECRET'
  const message = "the secret's text is not a credential: issued_at: expected an ISO 8601 date-time"
  const broken = ({ secrets }: World) => secrets.edit(textOf('refresh-0-0', { issued_at: planted }))

  it('says which fields are wrong, never a value, and writes nothing', async () => {
    const { outcome, ledger, events, secrets, calls } = await run(broken)
    expect(outcome).toEqual(failed('invalid_secret', message))
    expect(ledger.item()).toEqual({
      ...steadyItem,
      ...invalid('invalid_secret', message),
      version: 'edit-1',
      writes: { day: '2026-03-02', count: 1 },
    })
    expect(events).toEqual([
      {
        detailType: 'Credential Invalid',
        detail: {
          secretArn,
          secretName: 'crm/acme',
          provider: 'acme',
          errorCode: 'invalid_secret',
          message,
          failures: 1,
        },
      },
    ])
    expect(secrets.current()).toBe('edit-1')
    expect(calls).toEqual(['acquire', 'describe', 'getVersion', 'update', 'publish'])
    expect(JSON.stringify([outcome, ledger.item(), events])).not.toContain(planted)
  })

  it('says so once, not at every look', async () => {
    const { env, request, events, clock } = await run(broken)
    clock.pass(3601)
    await rotate(env)(request())()
    expect(events).toHaveLength(1)
  })

  it('recovers when the text is mended', async () => {
    const { env, request, events, secrets, clock, ledger } = await run(broken)
    clock.pass(60)
    secrets.edit(textOf('refresh-0-0'))
    await rotate(env)(request())()
    expect(events.map(({ detailType }) => detailType)).toEqual([
      'Credential Invalid',
      'Token Refreshed',
      'Credential Recovered',
    ])
    expect(ledger.item()).toMatchObject({ status: 'active', version: secrets.current() })
    expect(ledger.item()).toMatchObject({ error: undefined, failures: undefined })
  })

  it.each([
    ['it has neither token', '{"refresh_token":null}', 'expected a refresh token'],
    ['it is no JSON', planted, 'expected JSON'],
    ['it is a list', '[]', 'expected a JSON object'],
    [
      'it leaves no room for longer tokens',
      textOf('refresh-0-0', { note: 'x'.repeat(57_344) }),
      'expected at most 57344 bytes besides the tokens, so that longer ones fit',
    ],
  ])('says that %s', async (_, text, expected) => {
    const { outcome } = await run(({ secrets }) => secrets.edit(text))
    expect(outcome).toEqual(
      failed('invalid_secret', `the secret's text is not a credential: ${expected}`),
    )
  })
})

describe('when the provider is not known', () => {
  const message =
    'tag token-rotation:provider: expected the id of a provider that this deployment knows'
  const unknown = ({ secrets }: World) => {
    secrets.tags['token-rotation:provider'] = 'acmee'
  }

  it('says so without reading the value', async () => {
    const { outcome, ledger, calls } = await run(unknown)
    expect(outcome).toEqual(failed('invalid_tag', message, 'acmee'))
    expect(calls).toEqual(['acquire', 'describe', 'update', 'publish'])
    expect(ledger.item()).toEqual({
      ...steadyItem,
      ...invalid('invalid_tag', message),
      provider: 'acmee',
      policy: '{"provider":"acmee"}',
    })
  })

  it('goes on when the tag is mended', async () => {
    const { env, request, secrets } = await run(unknown)
    secrets.tags['token-rotation:provider'] = 'acme'
    expect(await rotate(env)(request())()).toMatchObject({ result: 'refreshed' })
  })
})

describe('when a variable of the token URL has no tag', () => {
  it('names the tag', async () => {
    const { outcome } = await run(({ secrets }) => {
      secrets.tags['token-rotation:provider'] = 'hooli'
    })
    expect(outcome).toEqual(
      failed(
        'invalid_tag',
        'tag token-rotation:param:tenant: expected one DNS label (letters, digits, hyphens)',
        'hooli',
      ),
    )
  })
})

describe('when an old text was put back while the tags were wrong', () => {
  it('is not sent when they are mended', async () => {
    const { env, request, secrets, provider, clock } = happyEnv()
    await rotate(env)(request())()
    clock.pass(3600)
    secrets.tags['token-rotation:provider'] = 'acmee'
    secrets.edit(textOf('refresh-0-0'))
    await rotate(env)(request())()
    secrets.tags['token-rotation:provider'] = 'acme'
    expect(await rotate(env)(request())()).toMatchObject({ result: 'restored' })
    expect(provider.sent).toEqual(['refresh-0-0'])
    expect(JSON.parse(secrets.currentText())).toMatchObject({ refresh_token: 'refresh-0-1' })
  })
})

describe('when the client is not known', () => {
  const secretName = 'token-rotation/clients/acme'

  it.each([
    [undefined, 'it to exist, as a JSON object with client_id and client_secret'],
    ['PLANTED-SECRET', 'a JSON object with client_id and client_secret'],
    ['{"client_id":"a"}', 'client_secret, which this provider needs'],
  ])('says which secret to mend: %s', async (text, expected) => {
    const world = happyEnv()
    const env = { ...world.env, clientSecret: () => TE.right(text) }
    const message = `secret ${secretName}: expected ${expected}`
    expect(await rotate(env)(world.request())()).toEqual(failed('invalid_client_secret', message))
    expect(world.provider.sent).toEqual([])
    expect(world.ledger.item()).toEqual({
      ...steadyItem,
      ...invalid('invalid_client_secret', message),
    })
  })

  it('asks for the client that the tag names', async () => {
    const world = happyEnv()
    const asked: string[] = []
    world.secrets.tags['token-rotation:client'] = 'crm'
    const clientSecret: typeof world.env.clientSecret = (name) => {
      asked.push(name)
      return world.env.clientSecret(name)
    }
    await rotate({ ...world.env, clientSecret })(world.request())()
    expect(asked).toEqual(['token-rotation/clients/crm'])
  })

  it('asks for none if the credential carries it', async () => {
    const world = happyEnv()
    const bodies: string[] = []
    world.secrets.tags['token-rotation:format'] = 'smartsheets'
    world.secrets.edit(
      '{"client_id":"own-id","client_secret":"own-secret","refresh_token":"refresh-0-0"}',
    )
    world.provider.script.push((post) => {
      bodies.push(post.body)
      return world.provider.answer(post)
    })
    const clientSecret = () => TE.right(undefined)
    expect(await rotate({ ...world.env, clientSecret })(world.request())()).toMatchObject({
      result: 'refreshed',
    })
    expect(Object.fromEntries(new URLSearchParams(bodies[0]))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-0-0',
      client_id: 'own-id',
      client_secret: 'own-secret',
    })
    expect(world.ledger.item().current).toEqual(printOf('refresh-0-1'))
  })
})
