import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { currentText, secretNamed } from '../../main-job/demo.ts'
import { logIn, person } from '../../provider/login/person.ts'
import { CLIENT } from '../operator/login-operator.ts'
import { startConsoleDemo } from './console-demo.ts'
import { type LoginConsole, REFUSED, startLoginConsole, withoutLoginPage } from './login-console.ts'

describe('when a person logs in again from the console', () => {
  let demo: LoginConsole
  beforeAll(async () => {
    demo = await startLoginConsole()
  })
  afterAll(() => demo.stop())

  it('stores the tokens, has them looked at, and neither tells nor prints a secret', async () => {
    const printed = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write'))
    const begun = await demo.order('login', REFUSED)
    const again = await demo.order('login', REFUSED)
    const waiting = await demo.progress()
    const visited = await logIn(begun.answer.address)
    const over = await demo.over()
    await demo.account.settled()
    const look = await demo.ask(`look?id=${over.look}`)
    const words = printed.flatMap(({ mock }) => mock.calls)
    for (const spy of printed) spy.mockRestore()
    const { access_token, refresh_token } = JSON.parse(currentText(demo.account, REFUSED))

    expect(begun.status).toBe(200)
    expect(new URL(begun.answer.address).searchParams.get('code_challenge_method')).toBe('S256')
    expect(waiting).toStrictEqual(begun.answer)
    expect(again).toStrictEqual({
      status: 404,
      answer: { problem: `${REFUSED}: a login is under way; finish or cancel it first` },
    })
    expect(visited.page).toContain('The tokens are stored.')
    expect(over).toMatchObject({ state: 'stored' })
    expect(look.answer).toMatchObject({ state: 'done' })
    expect(demo.logins.secrets).toEqual(expect.arrayContaining([access_token, refresh_token]))
    expect(demo.spilled(visited.page)).toStrictEqual([])
    expect(words).toStrictEqual([])
  })
})

describe('when the browser leaves before the tokens of a login are stored', () => {
  let demo: LoginConsole
  beforeAll(async () => {
    demo = await startLoginConsole()
  })
  afterAll(() => demo.stop())

  it('stores them, and has them looked at', async () => {
    const { answer } = await demo.order('login', REFUSED)
    const leaving = new AbortController()
    demo.faults.next = ({ operation }) => {
      if (operation !== 'PutSecretValue' || leaving.signal.aborted) return undefined
      leaving.abort()
      // so long that the end of the connection is known before the tokens are stored
      return { kind: 'delay', milliseconds: 500 }
    }
    const redirectUri = new URL(answer.address).searchParams.get('redirect_uri') ?? ''
    const { url } = await logIn(answer.address, person(redirectUri))
    await expect(fetch(url, { signal: leaving.signal })).rejects.toThrow('aborted')
    const over = await demo.over()
    demo.faults.next = undefined
    await demo.account.settled()

    expect(over).toMatchObject({
      state: 'stored',
      message: expect.stringMatching(/; a look at it is asked for$/),
    })
    expect(demo.logins.secrets).toContain(
      JSON.parse(currentText(demo.account, REFUSED)).refresh_token,
    )
  })
})

describe('when a login from the console is not finished', () => {
  let demo: LoginConsole
  beforeAll(async () => {
    demo = await startLoginConsole()
  })
  afterAll(() => demo.stop())

  it('listens no more once it is cancelled, and changes nothing', async () => {
    const before = currentText(demo.account, REFUSED)
    const { answer } = await demo.order('login', REFUSED)
    const cancelled = await demo.order('cancel-login', REFUSED)

    expect(cancelled).toStrictEqual({
      status: 200,
      answer: { state: 'cancelled', message: 'cancelled; nothing was changed' },
    })
    await expect(logIn(answer.address)).rejects.toThrow('fetch failed')
    expect(currentText(demo.account, REFUSED)).toBe(before)
  })

  it('says that the provider refused', async () => {
    const { answer } = await demo.order('login', REFUSED)
    const asked = new URL(answer.address).searchParams
    const end = new URL(asked.get('redirect_uri') ?? '')
    end.search = new URLSearchParams({
      error: 'access_denied',
      state: asked.get('state') ?? '',
    }).toString()
    const visited = await person().visit(end)
    const over = await demo.over()

    expect(visited.page).toContain('Not logged in')
    expect(over.state).toBe('refused')
    expect(over.message).toContain('(access_denied)')
  })
})

describe('when it is counted what a login from the console reads', () => {
  let demo: LoginConsole
  beforeAll(async () => {
    demo = await startLoginConsole()
    demo.forgetCalls()
  })
  afterAll(() => demo.stop())

  it('reads the secret and its client, and sends the page the id of the client alone', async () => {
    const { answer } = await demo.order('login', REFUSED)
    await demo.order('cancel-login', REFUSED)
    const read = demo.calls.filter(({ operation }) => operation.includes('GetSecretValue'))
    const text = JSON.parse(currentText(demo.account, REFUSED))

    expect(demo.callsSince()).toStrictEqual(['DescribeSecret', 'GetSecretValue'])
    expect(read.map(({ input }) => input.SecretId)).toStrictEqual([
      secretNamed(demo.account, REFUSED).arn,
      'token-rotation/clients/retently',
    ])
    expect(new URL(answer.address).searchParams.get('client_id')).toBe(CLIENT.client_id)
    expect(demo.spilled()).toStrictEqual([])
    expect(demo.said()).not.toContain(text.refresh_token)
  })
})

describe('when a login from the console asks for scopes', () => {
  let demo: LoginConsole
  beforeAll(async () => {
    demo = await startLoginConsole()
    demo.account.secretsManager.operations.PutSecretValue?.({
      SecretId: secretNamed(demo.account, REFUSED).arn,
      ClientRequestToken: crypto.randomUUID(),
      SecretString: JSON.stringify({
        access_token: 'a',
        refresh_token: 'r',
        expires_at: 1,
        scope: 'openid contacts.read',
      }),
    })
  })
  afterAll(() => demo.stop())

  /** What a login that is cancelled at once asks for, and what is told of it. */
  const asked = async (more: Readonly<Record<string, unknown>> = {}) => {
    const { answer } = await demo.order('login', REFUSED, more)
    await demo.order('cancel-login', REFUSED)
    return [new URL(answer.address).searchParams.get('scope'), answer.scopes]
  }

  it('asks for those that the secret has', async () => {
    expect(await asked()).toStrictEqual([
      'openid offline_access contacts.read',
      'scopes asked for: openid offline_access contacts.read, as the secret has them (others: the field for scopes)',
    ])
  })

  it('asks for those that the person names instead', async () => {
    expect(await asked({ scope: ' offline_access  openid' })).toStrictEqual([
      'openid offline_access',
      'scopes asked for: openid offline_access',
    ])
  })

  it.each([[''], [' '], ['a"b'], ['a\nb'], ['ä'], [7], [['a']]])(
    'begins none for what is no list of scopes: %j',
    async (scope) => {
      expect(await demo.order('login', REFUSED, { scope })).toStrictEqual({
        status: 400,
        answer: { problem: 'scope: expected names of scopes with spaces in between' },
      })
    },
  )
})

describe('when a console ends during a login', () => {
  it('leaves the login, so that nothing listens', async () => {
    const demo = await startLoginConsole()
    const { answer } = await demo.order('login', REFUSED)
    const end = new URL(answer.address).searchParams.get('redirect_uri') ?? ''
    await demo.stop()

    await expect(fetch(end)).rejects.toThrow('fetch failed')
  })
})

describe('when the console cannot have a login', () => {
  it('leads to the command line where the redirect URI is elsewhere', async () => {
    const demo = await startLoginConsole('https://app.example/callback')
    const { answer } = await demo.order('login', REFUSED)
    await demo.stop()

    expect(answer.problem).toBe(
      'Desk: expected a client whose redirect URI leads to this machine; log in on the command line',
    )
  })

  it('says that something listens at the redirect URI', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const demo = await startLoginConsole(`http://${host}/callback`)
    const { answer } = await demo.order('login', REFUSED)
    await demo.stop()
    other.close()

    expect(answer.problem).toBe(
      `${host}: expected a free port for the redirect URI; finish or cancel another login there, or log in on the command line`,
    )
  })

  it('offers none where the provider has no known login page', async () => {
    const demo = await startConsoleDemo({ providers: withoutLoginPage() })
    const { answer } = await demo.ask('credential?name=retently%2Fformer-admin')
    const begun = await demo.order('login', REFUSED)
    await demo.stop()

    expect(answer.canLogIn).toBe(false)
    expect(begun.status).toBe(404)
    expect(begun.answer.problem).toContain('expected the address of its login page')
  })
})
