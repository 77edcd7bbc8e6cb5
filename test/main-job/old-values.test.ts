import {
  DeleteSecretCommand,
  RestoreSecretCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { versionByLabel } from '../../lib/local/secrets-manager/secret.ts'
import { currentText, currentVersion, refreshTokenOf, secretNamed } from './demo.ts'
import { startMovableDemo } from './movable-demo.ts'

/*
 * The authorization server revokes a grant when one of its tokens is used twice: as long as a grant's newest token is
 * usable, no spent one was sent.
 */

type Demo = Awaited<ReturnType<typeof startMovableDemo>>

const HOUR = 3600

/** A person, a template or a tool puts the text back that the secret was created with. */
type Way = {
  readonly name: string
  readonly how: (demo: Demo, name: string, first: string) => Promise<unknown>
  readonly note: string
}

const promoteById = ({ account, secrets }: Demo, name: string, to: string | undefined) =>
  secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId: name,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: currentVersion(account, name).id,
      MoveToVersionId: to,
    }),
  )

const WAYS: readonly Way[] = [
  {
    name: 'PutSecretValue with the old text',
    how: (demo, name, first) => demo.put(name, first),
    note: 'first',
  },
  {
    name: 'a template that rewrites the whole secret with another field changed',
    how: ({ secrets }, name, first) =>
      secrets.send(
        new UpdateSecretCommand({
          SecretId: name,
          SecretString: first.replace('"first"', '"from a template"'),
        }),
      ),
    note: 'from a template',
  },
  {
    name: 'a rollback to the version before',
    how: (demo, name) =>
      promoteById(
        demo,
        name,
        versionByLabel(secretNamed(demo.account, name).versions, 'AWSPREVIOUS')?.id,
      ),
    note: 'first',
  },
  {
    name: 'a rollback to the first of all versions',
    how: (demo, name) =>
      promoteById(demo, name, secretNamed(demo.account, name).versions.at(0)?.id),
    note: 'first',
  },
  {
    name: 'a deletion, a restoration and the old text',
    how: async (demo, name, first) => {
      await demo.secrets.send(new DeleteSecretCommand({ SecretId: name }))
      await demo.secrets.send(new RestoreSecretCommand({ SecretId: name }))
      await demo.put(name, first)
    },
    note: 'first',
  },
]

describe('when an old text comes back into a secret whose token was refreshed twice since', () => {
  const secretOf = ({ name }: Way) => `crm/${name.replaceAll(/\W+/g, '-')}`
  let demo: Demo
  let newest: readonly string[]
  let requests: { readonly before: number; readonly after: number; readonly later: number }
  let restored: readonly Awaited<ReturnType<typeof look>>[]
  let later: readonly Awaited<ReturnType<typeof look>>[]

  const look = async (way: Way) => ({
    ...(await demo.tokenOf(secretOf(way))),
    text: currentText(demo.account, secretOf(way)),
    versionId: currentVersion(demo.account, secretOf(way)).id,
    told: demo.told(secretOf(way)),
  })

  beforeAll(async () => {
    demo = await startMovableDemo()
    const { refreshes } = demo.account.authorizationServer
    const first = []
    for (const way of WAYS) first.push(await demo.create(secretOf(way)))
    await demo.sweep()
    demo.clock.advance(HOUR)
    await demo.sweep()
    newest = WAYS.map((way) => refreshTokenOf(currentText(demo.account, secretOf(way))))
    for (const [i, way] of WAYS.entries()) await way.how(demo, secretOf(way), first[i] ?? '')
    const before = refreshes()
    // for 10 minutes a list that shows the version before may just be late
    demo.clock.advance(660)
    await demo.sweep()
    const after = refreshes()
    restored = await Promise.all(WAYS.map(look))
    demo.clock.advance(HOUR)
    await demo.sweep()
    requests = { before, after, later: refreshes() }
    later = await Promise.all(WAYS.map(look))
  })
  afterAll(() => demo.stop())

  it('sends no request, and goes on with the restored tokens when they are due', () => {
    expect(later.map(({ state }) => state)).toStrictEqual(WAYS.map(() => 'usable'))
    expect(requests).toStrictEqual({
      before: 2 * WAYS.length,
      after: 2 * WAYS.length,
      later: 3 * WAYS.length,
    })
  })

  it.each(WAYS.map((way, i) => [way.name, way, i] as const))(
    'restores the newest token after %s, keeps every other field of the edit, and tells of it',
    (_, way, i) => {
      const { token, state, text, versionId, told } = restored[i] ?? {}

      expect({ token, state }).toStrictEqual({ token: newest[i], state: 'usable' })
      expect(text).toContain(`"note": "${way.note}", "big": 12345678901234567890`)
      expect(told?.slice(2)).toStrictEqual([
        {
          detailType: 'Credential Restored',
          detail: {
            secretArn: secretNamed(demo.account, secretOf(way)).arn,
            secretName: secretOf(way),
            provider: 'acme-crm',
            versionId,
            expiresAt: expect.stringMatching(/Z$/),
          },
        },
      ])
    },
  )
})

describe('when a secret is deleted and restored, and nothing else', () => {
  it('goes on as if nothing had been', async () => {
    const demo = await startMovableDemo()
    const name = 'crm/mistake'
    await demo.create(name)
    await demo.sweep()
    const { token } = await demo.tokenOf(name)
    await demo.secrets.send(new DeleteSecretCommand({ SecretId: name }))
    demo.clock.advance(6 * HOUR)
    await demo.sweep()
    const whileDeleted = demo.account.authorizationServer.refreshes()
    await demo.secrets.send(new RestoreSecretCommand({ SecretId: name }))
    await demo.sweep()
    const after = await demo.tokenOf(name)
    await demo.stop()

    expect(whileDeleted).toBe(1)
    expect(after).toStrictEqual({ token: expect.not.stringContaining(token), state: 'usable' })
  })
})

describe('when something puts the old text back again and again', () => {
  const NAME = 'crm/looped'
  let demo: Demo
  let first: string
  let newest: string

  const types = () => demo.told(NAME).map(({ detailType }) => detailType)

  beforeAll(async () => {
    demo = await startMovableDemo()
    first = await demo.create(NAME)
    await demo.sweep()
    newest = (await demo.tokenOf(NAME)).token
    for (let i = 0; i < 5; i++) {
      demo.clock.advance(600)
      await demo.put(NAME, first)
      await demo.sweep()
    }
  })
  afterAll(() => demo.stop())

  it('restores it four times a day, then fails with one alarm, sends nothing, and heals the next day', async () => {
    for (let hours = 0; hours < 6; hours++) {
      demo.clock.advance(HOUR)
      await demo.sweep()
    }
    const looping = await demo.itemOf(NAME)

    expect(types()).toStrictEqual([
      'Token Refreshed',
      ...Array.from({ length: 4 }, () => 'Credential Restored'),
      'Token Refresh Failed',
    ])
    expect(demo.told(NAME).at(-1)?.detail).toStrictEqual({
      secretArn: secretNamed(demo.account, NAME).arn,
      secretName: NAME,
      provider: 'acme-crm',
      errorCode: 'restore_loop',
      message:
        'an old refresh token was put back 5 times today; it is no longer restored until tomorrow, find out who writes it',
      failures: 1,
    })
    expect(looping).toMatchObject({ status: 'failing', error: 'restore_loop' })
    expect(currentText(demo.account, NAME)).toBe(first)
    expect(demo.account.authorizationServer.refreshes()).toBe(1)

    demo.clock.advance(24 * HOUR)
    await demo.sweep()

    expect(await demo.tokenOf(NAME)).toStrictEqual({ token: newest, state: 'usable' })
    expect(types().slice(6)).toStrictEqual(['Credential Restored', 'Credential Recovered'])

    demo.clock.advance(HOUR)
    await demo.sweep()

    expect((await demo.tokenOf(NAME)).state).toBe('usable')
    expect(demo.account.authorizationServer.refreshes()).toBe(2)
    expect(await demo.itemOf(NAME)).toMatchObject({ status: 'active', error: undefined })
  })
})

describe('when an old text comes back after the grant was revoked', () => {
  it('tries its token, which somebody may have revived, and restores nothing', async () => {
    const demo = await startMovableDemo()
    const name = 'crm/revoked'
    const first = await demo.create(name)
    await demo.sweep()
    await demo.account.authorizationServer.revoke(refreshTokenOf(first))
    demo.clock.advance(HOUR)
    await demo.sweep()
    const rejected = await demo.itemOf(name)
    await demo.put(name, first)
    await demo.sweep()
    const tried = await demo.itemOf(name)
    const types = demo.told(name).map(({ detailType }) => detailType)
    const text = currentText(demo.account, name)
    await demo.stop()

    expect(rejected).toMatchObject({ status: 'reauthorize', failures: 1 })
    expect(tried).toMatchObject({ status: 'reauthorize', failures: 2 })
    expect(types).toStrictEqual(['Token Refreshed', 'Reauthorization Required'])
    expect(text).toBe(first)
  })
})
