import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../../lib/provider/client/client.ts'
import { type SecretMemory, withEitherSecret } from '../../../lib/provider/client/either-secret.ts'
import { errorCode, type TokenFailure } from '../../../lib/provider/token/token-failure.ts'

const CLIENT: Client = { id: 'app', secret: 'new', previousSecret: 'old', parameters: {} }
const UNKNOWN: TokenFailure = {
  tag: 'ClientRejected',
  providerCode: errorCode('invalid_client'),
  status: 401,
}

/** A container that asks a server, which answers each secret as it is told. */
const container = (answers: Record<string, TokenFailure>, client = CLIENT) => {
  const memory: SecretMemory = new Set()
  const asked: (string | undefined)[] = []
  const ask = (asking: Client) => async () => {
    expect(asking.previousSecret).toBeUndefined()
    asked.push(asking.secret)
    const failure = answers[asking.secret ?? '']
    return failure === undefined ? E.right(`granted to ${asking.secret}`) : E.left(failure)
  }
  return {
    memory,
    /** One run, and the secrets that it asked with. */
    run: async (asking = client) => {
      const answer = await withEitherSecret(memory)(asking, ask)()
      return { answer, asked: asked.splice(0) }
    },
  }
}

describe('when a client has two secrets', () => {
  it('asks with the new one only, where the server knows it', async () => {
    const { run } = container({})

    expect(await run()).toStrictEqual({ answer: E.right('granted to new'), asked: ['new'] })
  })

  it('asks with the old one where only that is known, and begins with it from then on', async () => {
    const { run } = container({ new: UNKNOWN })

    expect(await run()).toStrictEqual({ answer: E.right('granted to old'), asked: ['new', 'old'] })
    expect(await run()).toStrictEqual({ answer: E.right('granted to old'), asked: ['old'] })
  })

  it('does so too where the provider has a code of its own for a wrong secret', async () => {
    const { run } = container({
      new: { ...UNKNOWN, providerCode: errorCode('bad_client_secret', ['bad_client_secret']) },
    })

    expect(await run()).toStrictEqual({ answer: E.right('granted to old'), asked: ['new', 'old'] })
  })

  it('goes over to the new one when the server does', async () => {
    const answers: Record<string, TokenFailure> = { new: UNKNOWN }
    const { run } = container(answers)
    await run()
    delete answers.new
    answers.old = UNKNOWN

    expect(await run()).toStrictEqual({ answer: E.right('granted to new'), asked: ['old', 'new'] })
    expect(await run()).toStrictEqual({ answer: E.right('granted to new'), asked: ['new'] })
  })

  it('says so when the server knows neither', async () => {
    const { run } = container({ new: UNKNOWN, old: UNKNOWN })

    expect(await run()).toStrictEqual({ answer: E.left(UNKNOWN), asked: ['new', 'old'] })
  })

  it('begins anew when the secrets are other ones', async () => {
    const { run } = container({ new: UNKNOWN })
    await run()

    expect(await run({ ...CLIENT, secret: 'newest' })).toStrictEqual({
      answer: E.right('granted to newest'),
      asked: ['newest'],
    })
  })

  it('keeps no secret in mind', async () => {
    const planted = { ...CLIENT, secret: 'planted-new', previousSecret: 'planted-old' }
    const { run, memory } = container({ 'planted-new': UNKNOWN }, planted)
    await run()

    expect(memory.size).toBe(1)
    expect([...memory].join()).not.toContain('planted')
  })
})

describe('when the refresh token may be spent, or the other secret would not help', () => {
  const code = errorCode('unauthorized_client')

  it.each<TokenFailure>([
    { tag: 'ProviderUnavailable', cause: 'timed out', mayBeApplied: true },
    { tag: 'ProviderUnavailable', cause: 'server error', status: 500, mayBeApplied: true },
    { tag: 'ProviderUnavailable', cause: 'unreadable answer', status: 200, mayBeApplied: true },
    { tag: 'ProviderUnavailable', cause: 'rate limited', status: 429, mayBeApplied: false },
    { tag: 'ProviderUnavailable', cause: 'no connection', mayBeApplied: false },
    { tag: 'ClientRejected', providerCode: code, status: 400 },
    { tag: 'GrantRejected', providerCode: errorCode('invalid_grant') },
    { tag: 'RequestRejected', providerCode: errorCode(undefined), status: 401 },
    { tag: 'EndpointForbidden', reason: 'plain http' },
  ])('asks once: %o', async (failure) => {
    const { run, memory } = container({ new: failure })

    expect(await run()).toStrictEqual({ answer: E.left(failure), asked: ['new'] })
    expect(memory.size).toBe(0)
  })
})

describe('when a client has one secret or none', () => {
  it.each([['s'], [undefined]])('asks once (%s)', async (secret) => {
    const { run } = container({ [String(secret)]: UNKNOWN }, { id: 'app', secret, parameters: {} })

    expect((await run()).asked).toStrictEqual([secret])
  })
})
