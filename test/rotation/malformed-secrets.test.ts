import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { dueOf } from '../../lib/rotation/due.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { MALFORMED, type MalformedSecret, ODD_CONTENT } from '../credential/malformed-secrets.ts'
import { NOW, printOf, textOf } from '../fixed-data.ts'
import { happyEnv, listedSecret } from '../happy-env.ts'

type World = ReturnType<typeof happyEnv>

const FORMAT_TAG = 'token-rotation:format'

const run = ({ env, request }: World) => rotate(env)(request())()

/** A world in which a person put this text, and a run looked at it. */
const lookedAt = async (text: string, tagged?: MalformedSecret['tagged']) => {
  const world = happyEnv()
  if (tagged !== undefined) world.secrets.tags[FORMAT_TAG] = tagged
  world.secrets.edit(text)
  const outcome = await run(world)
  return { ...world, outcome }
}

/** Whether the next sweep finds the secret due. */
const isDue = ({ ledger, secrets, clock }: World): boolean => {
  const at = dueOf(
    { ...listedSecret, tags: secrets.tags, current: secrets.current() },
    ledger.item(),
    'token-rotation',
    clock.now(),
  )?.at
  return at !== undefined && at <= clock.now()
}

describe.each(MALFORMED)('when a secret $situation', ({ text, tagged, expected }) => {
  const message = `the secret's text is not a credential: ${expected}`

  it('is invalid: one message without a value, the text untouched, nothing sent', async () => {
    const world = await lookedAt(text, tagged)
    const { outcome, ledger, events, secrets, provider, calls } = world

    expect(outcome).toMatchObject({ result: 'failed', errorCode: 'invalid_secret', message })
    expect(ledger.item()).toMatchObject({
      status: 'invalid',
      error: 'invalid_secret',
      message,
      failures: 1,
      version: 'edit-1',
      nextAt: later(NOW, 3600),
      lease: undefined,
      intent: undefined,
    })
    expect(events.map(({ detailType }) => detailType)).toStrictEqual(['Credential Invalid'])
    expect(JSON.stringify([outcome, ledger.item(), events])).not.toContain('planted')
    expect([secrets.current(), secrets.currentText(), secrets.versions.size]).toStrictEqual([
      'edit-1',
      text,
      2,
    ])
    expect([provider.sent, calls.filter((call) => call === 'putPending')]).toStrictEqual([[], []])
    expect(isDue(world)).toBe(false)
  })

  it('is looked at again every hour and when a tag changes, and announced once', async () => {
    const world = await lookedAt(text, tagged)
    world.clock.pass(3600)
    expect(isDue(world)).toBe(true)
    await run(world)
    world.secrets.tags['token-rotation:client'] = 'other'
    expect(isDue(world)).toBe(true)
    await run(world)

    expect(world.ledger.item()).toMatchObject({ status: 'invalid', message, failures: 3 })
    expect(world.events).toHaveLength(1)
    expect(world.secrets.currentText()).toBe(text)
  })

  it('is revived by the next hand edit', async () => {
    const world = await lookedAt(text, tagged)
    world.clock.pass(60)
    delete world.secrets.tags[FORMAT_TAG]
    world.secrets.edit(textOf('refresh-0-0'))
    expect(isDue(world)).toBe(true)

    expect(await run(world)).toMatchObject({ result: 'refreshed' })
    expect(world.ledger.item()).toMatchObject({ status: 'active', error: undefined })
    expect(world.events.map(({ detailType }) => detailType)).toStrictEqual([
      'Credential Invalid',
      'Token Refreshed',
      'Credential Recovered',
    ])
  })
})

describe('when a tag names another format than the text has', () => {
  it.each([
    ['credentials-camel-case', textOf('refresh-0-0')],
    ['smartsheets', '{"refreshToken":"refresh-0-0","accessToken":"a"}'],
    ['credentials', '{"refreshToken":"refresh-0-0","expiresIn":60}'],
    ['retently', '{"refreshToken":"refresh-0-0"}'],
  ] as const)('is revived when the tag %s is taken off', async (tagged, text) => {
    const world = await lookedAt(text, tagged)
    expect(world.ledger.item().status).toBe('invalid')
    delete world.secrets.tags[FORMAT_TAG]
    expect(isDue(world)).toBe(true)

    expect(await run(world)).toMatchObject({ result: 'refreshed' })
    expect(world.ledger.item().status).toBe('active')
  })
})

const REFRESHED = `"refresh_token":"refresh-0-1","access_token":"access-0-1","issued_at":"${NOW.toISOString()}","expires_in":3600}`

describe('when a text is odd where no token stands', () => {
  it.each(Object.entries(ODD_CONTENT))('is refreshed around %s', async (_, content) => {
    const { outcome, secrets } = await lookedAt(
      `{${content}"refresh_token":"refresh-0-0"}`,
      'credentials',
    )

    expect(outcome.result).toBe('refreshed')
    expect(secrets.currentText()).toMatch(/"access_token":"access-0-1"/)
    expect(secrets.currentText().startsWith(`{${content}"refresh_token":"refresh-0-1",`)).toBe(true)
  })
})

describe('when a text is odd, and yet its format says what it means', () => {
  it('takes the last of two refresh tokens, as JSON readers do, and writes both', async () => {
    const { secrets, provider } = await lookedAt(
      '{"refresh_token":"planted-first","refresh_token":"refresh-0-0"}',
    )

    expect(provider.sent).toStrictEqual(['refresh-0-0'])
    expect(secrets.currentText()).toBe(`{"refresh_token":"refresh-0-1",${REFRESHED}`)
  })

  it('finds a token whose key is written in escapes', async () => {
    const { secrets } = await lookedAt('{"refresh\\u005ftoken":"refresh\\u002d0-0"}')

    expect(secrets.currentText()).toBe(
      `{${REFRESHED.replace('refresh_token', 'refresh\\u005ftoken')}`,
    )
  })

  it.each([
    ['ends in the past', { issued_at: '0000-01-01', expires_in: 0 }],
    ['lives for nothing', { issued_at: NOW.toISOString(), expires_in: -0 }],
    ['was issued in the future', { issued_at: '9999-12-31T23:59:59Z', expires_in: 3600 }],
    ['lives for 3,000 years', { issued_at: NOW.toISOString(), expires_in: 1e11 }],
    ['ends beyond all dates', { issued_at: '9999-12-31T23:59:59Z', expires_in: 1e11 }],
    ['does not say since when', { issued_at: '', expires_in: 3600 }],
    ['does not say for how long', { issued_at: NOW.toISOString(), expires_in: null }],
  ])('refreshes one that %s, since its end is not known or not believed', async (_, fields) => {
    const { outcome } = await lookedAt(textOf('refresh-0-0', fields))

    expect(outcome.result).toBe('refreshed')
  })

  it('calls an access token without a refresh token static', async () => {
    const text = '{"access_token":"planted-access-token","refresh_token":""}'
    const { outcome, ledger, secrets, provider } = await lookedAt(text)

    expect([outcome.result, ledger.item().status]).toStrictEqual(['static', 'static'])
    expect([secrets.currentText(), provider.sent]).toStrictEqual([text, []])
  })

  it('writes only dates into the ledger that it can read again', async () => {
    const world = happyEnv()
    world.secrets.tags['token-rotation:provider'] = 'hooli'
    world.secrets.tags['token-rotation:param:tenant'] = 'berlin'
    world.secrets.edit(
      textOf('refresh-0-0', { issued_at: '9999-12-31T00:00:00Z', expires_in: 1e11 }),
    )
    await run(world)

    const { expiresAt, nextAt } = world.ledger.item()
    for (const written of [expiresAt, nextAt])
      expect(written?.toISOString() ?? '2026').toMatch(/^\d{4}/)
  })
})

describe('when a credential carries a part of its client only', () => {
  const text = '{"client_id":"planted-client","refresh_token":"refresh-0-0","token_expiry_date":""}'

  it('asks for the client’s own secret, and says that it is missing', async () => {
    const world = happyEnv()
    world.secrets.edit(text)
    const env = { ...world.env, clientSecret: () => TE.right(undefined) }
    const message =
      'secret token-rotation/clients/acme: expected it to exist, as a JSON object with client_id and client_secret'

    expect(await rotate(env)(world.request())()).toMatchObject({ result: 'failed', message })
    expect(world.ledger.item()).toMatchObject({ status: 'invalid', error: 'invalid_client_secret' })
    expect([world.secrets.currentText(), world.provider.sent]).toStrictEqual([text, []])
  })

  it.each([
    ['has half a surrogate pair', '{"client_id":"a","client_secret":"planted-\\ud800"}'],
    ['has a number for a secret', '{"client_id":"a","client_secret":5}'],
  ])('says of a client secret that %s what is wrong', async (_, clientSecret) => {
    const world = happyEnv()
    const env = { ...world.env, clientSecret: () => TE.right(clientSecret) }
    const { message } = await rotate(env)(world.request())()

    expect(message).toMatch(/^secret token-rotation\/clients\/acme: expected client_secret: expect/)
    expect(message).not.toContain('planted')
    expect(world.ledger.item().status).toBe('invalid')
  })

  it('is refreshed with it, and keeps its own part', async () => {
    const { outcome, secrets, ledger } = await lookedAt(text)

    expect(outcome.result).toBe('refreshed')
    expect(JSON.parse(secrets.currentText())).toMatchObject({ client_id: 'planted-client' })
    expect(ledger.item().current).toStrictEqual(printOf('refresh-0-1'))
  })
})

describe('when a text without any refresh token stood in between', () => {
  it.each([
    ['no token', '{"refresh_token":""}'],
    ['an access token alone', '{"access_token":"a"}'],
  ])('still restores the newest one after %s when an old text is put back', async (_, between) => {
    const world = happyEnv()
    await run(world)
    world.clock.pass(60)
    world.secrets.edit(between)
    await run(world)
    world.clock.pass(3600)
    world.secrets.edit(textOf('refresh-0-0'))

    expect(await run(world)).toMatchObject({ result: 'restored' })
    expect(world.provider.sent).toStrictEqual(['refresh-0-0'])
  })
})
