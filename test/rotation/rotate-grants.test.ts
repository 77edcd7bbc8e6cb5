import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { byId } from '../../lib/provider/provider-file.ts'
import type { SendPost } from '../../lib/provider/token/token-request.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, printOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'
import { definition } from '../provider/definition.ts'

type World = ReturnType<typeof happyEnv>

/** The happy path at another kind of provider; `sent` are the parameters of its requests. */
const worldOf = (fields: Readonly<Record<string, unknown>>, change: (world: World) => void) => {
  const world = happyEnv()
  const sent: Readonly<Record<string, string>>[] = []
  const sendPost: SendPost = (post) => {
    sent.push(Object.fromEntries(new URLSearchParams(post.body)))
    return world.env.sendPost(post)
  }
  change(world)
  const env = { ...world.env, sendPost, providers: byId([definition({ id: 'acme', ...fields })]) }
  const run = () => rotate(env)(world.request())()
  return { ...world, env, sent, run }
}

/** An answer that the provider gives before its usual ones. */
const answer =
  (body: object, status = 200): SendPost =>
  async () =>
    Response.json(body, { status })

describe('when a provider exchanges the access token itself', () => {
  const exchanging = {
    grant: 'access_token',
    grantType: 'acme_exchange',
    accessTokenLifetimeSeconds: 5_184_000,
  }
  const text = (accessToken: string, issuedAt: Date) =>
    JSON.stringify({
      access_token: accessToken,
      issued_at: issuedAt.toISOString(),
      expires_in: 5_184_000,
    })
  const world = () =>
    worldOf(exchanging, ({ secrets, provider, remember }) => {
      secrets.edit(text('access-old', later(NOW, -5_000_000)))
      remember({ version: secrets.current(), current: printOf('access-old'), nextAt: NOW })
      provider.script.push(answer({ access_token: 'access-new', expires_in: 5_184_000 }))
    })

  it('sends the stored one and stores the new one', async () => {
    const { run, sent, secrets } = world()

    expect(await run()).toMatchObject({ result: 'refreshed' })
    expect(sent).toStrictEqual([
      {
        grant_type: 'acme_exchange',
        access_token: 'access-old',
        client_id: 'client-id',
        client_secret: 'client-secret',
      },
    ])
    expect(secrets.currentText()).toBe(text('access-new', NOW))
  })

  it('knows the new one as the grant, and the old one as spent', async () => {
    const { run, ledger } = world()
    await run()

    expect(ledger.item()).toMatchObject({
      current: printOf('access-new'),
      spent: printOf('access-old'),
      grantEndsAt: later(NOW, 5_184_000),
    })
  })

  it('gives an old text the newest token again, without a request', async () => {
    const { run, secrets, clock, sent } = world()
    await run()
    clock.pass(3600)
    secrets.edit(text('access-old', later(NOW, -5_000_000)))

    expect(await run()).toMatchObject({ result: 'restored' })
    expect(sent).toHaveLength(1)
    expect(JSON.parse(secrets.currentText())).toMatchObject({ access_token: 'access-new' })
  })

  it('says what is missing where there is none', async () => {
    const { run, sent } = worldOf(exchanging, ({ secrets }) => secrets.edit('{"expires_in":60}'))

    expect(await run()).toMatchObject({
      errorCode: 'invalid_secret',
      message: "the secret's text is not a credential: expected an access token",
    })
    expect(sent).toStrictEqual([])
  })
})

describe("when a provider's tokens do not end", () => {
  it('leaves the credential alone', async () => {
    const { run, sent, ledger } = worldOf({ grant: 'none' }, () => undefined)

    expect(await run()).toMatchObject({ result: 'static' })
    expect(sent).toStrictEqual([])
    expect(ledger.item()).toMatchObject({ status: 'static' })
  })
})

describe('when a provider wants to hear of no client', () => {
  it('looks for none', async () => {
    const world = worldOf(
      { clientAuth: 'none', parameterNames: { client_id: null } },
      () => undefined,
    )
    const env = { ...world.env, clientSecret: () => TE.right(undefined) }

    expect(await rotate(env)(world.request())()).toMatchObject({ result: 'refreshed' })
    expect(world.sent).toStrictEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-0-0' },
    ])
  })
})

describe('when a credential carries only the id of its client', () => {
  const idOnly = ({ secrets }: World) =>
    secrets.edit(
      '{"client_id":"carried","refresh_token":"refresh-0-0","token_expiry_date":"2026-01-01"}',
    )

  it('takes the client that has a secret, where the provider wants one', async () => {
    const { run, sent } = worldOf({ clientAuth: ['client_secret_post', 'none'] }, idOnly)
    await run()

    expect(sent).toMatchObject([{ client_id: 'client-id', client_secret: 'client-secret' }])
  })

  it('takes the id alone where there is no such secret', async () => {
    const world = worldOf({ clientAuth: ['client_secret_post', 'none'] }, idOnly)
    const env = { ...world.env, clientSecret: () => TE.right(undefined) }
    await rotate(env)(world.request())()

    expect(world.sent).toStrictEqual([
      { grant_type: 'refresh_token', refresh_token: 'refresh-0-0', client_id: 'carried' },
    ])
  })

  it('looks for no secret where the provider knows none', async () => {
    const asked: string[] = []
    const world = worldOf({ clientAuth: 'none' }, idOnly)
    const clientSecret = (name: string) => {
      asked.push(name)
      return TE.right(undefined)
    }
    await rotate({ ...world.env, clientSecret })(world.request())()

    expect(asked).toStrictEqual([])
    expect(world.sent).toMatchObject([{ client_id: 'carried' }])
  })
})

describe('when the secret of a client is being replaced', () => {
  const both = '{"client_id":"id","client_secret":"next","previous_client_secret":"known"}'
  const world = () => {
    const made = worldOf({}, () => undefined)
    const known: SendPost = (post) =>
      new URLSearchParams(post.body).get('client_secret') === 'known'
        ? made.env.sendPost(post)
        : answer({ error: 'invalid_client' }, 401)(post)
    const secrets: (string | undefined)[] = []
    const sendPost: SendPost = (post) => {
      secrets.push(new URLSearchParams(post.body).get('client_secret') ?? undefined)
      return known(post)
    }
    const env = { ...made.env, sendPost, clientSecret: () => TE.right(both) }
    return { ...made, asked: secrets, run: () => rotate(env)(made.request())() }
  }

  it('goes on with the one that the provider knows, and keeps the grant', async () => {
    const { run, asked, ledger } = world()

    expect(await run()).toMatchObject({ result: 'refreshed' })
    expect(asked).toStrictEqual(['next', 'known'])
    expect(ledger.item()).toMatchObject({ status: 'active', current: printOf('refresh-0-1') })
  })

  it('begins with that one the next time', async () => {
    const { run, asked, clock } = world()
    await run()
    clock.pass(3600)

    expect(await run()).toMatchObject({ result: 'refreshed' })
    expect(asked).toStrictEqual(['next', 'known', 'known'])
  })
})

describe('when a client cannot sign', () => {
  it('says so, sends nothing and tries again', async () => {
    const { env, request, sent, ledger } = worldOf(
      { clientAuth: 'private_key_jwt' },
      () => undefined,
    )
    const sign = () =>
      Promise.reject({ tag: 'ClientUnusable', operation: 'Sign', code: 'DisabledException' })
    const clientSecret = () => TE.right('{"client_id":"id","kms_key_id":"alias/acme"}')

    expect(await rotate({ ...env, sign, clientSecret })(request())()).toMatchObject({
      errorCode: 'client_unusable',
      message:
        'the client cannot prove itself (Sign failed: DisabledException); check its key or certificate, and that this deployment may use it',
    })
    expect(sent).toStrictEqual([])
    expect(ledger.item()).toMatchObject({ status: 'failing', intent: undefined, failures: 1 })
  })
})

describe('when a format cannot hold what the provider answers', () => {
  it('says so before the refresh', async () => {
    const { run, sent, secrets } = worldOf({ accessTokenLifetimeSeconds: 600 }, (world) =>
      world.secrets.edit(
        JSON.stringify({
          access_token: { token: 'a', expiry: 1 },
          refresh_token: { token: 'refresh-0-0', expiry: 1 },
        }),
      ),
    )
    const before = secrets.currentText()

    expect(await run()).toMatchObject({
      errorCode: 'invalid_secret',
      message:
        "the secret's text is not a credential: expected a provider whose access tokens live for more than 10 minutes, since its format is adobe-ims",
    })
    expect(sent).toStrictEqual([])
    expect(secrets.currentText()).toBe(before)
  })
})

describe('when a refresh token is rejected', () => {
  it('says what the provider said, what it means there, and what to do', async () => {
    const { run, events } = worldOf(
      {
        name: 'Acme CRM',
        refusals: { deadGrant: ['token_gone'] },
        refreshTokenIdleSeconds: 5_184_000,
      },
      ({ provider }) => provider.script.push(answer({ error: 'token_gone' }, 400)),
    )
    const message =
      'Acme CRM rejected the refresh token (token_gone): a refresh token dies unused after 60 days; a person must log in again at Acme CRM and put the new tokens into the secret'

    expect(await run()).toMatchObject({ errorCode: 'grant_rejected', message })
    expect(events).toMatchObject([{ detailType: 'Reauthorization Required', detail: { message } }])
  })
})
