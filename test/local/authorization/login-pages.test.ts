import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from '../../../lib/local/authorization/authorization-server.ts'
import { openBrowser } from './open-browser.ts'

const CLIENT = {
  clientId: 'acme',
  clientSecret: 'acme-secret',
  authMethod: 'client_secret_post',
} as const
const REDIRECT_URI = 'http://127.0.0.1:4711/callback'
const VERIFIER = 'v'.repeat(43)

let server: AuthorizationServer
beforeAll(async () => {
  server = await startAuthorizationServer({ clients: [CLIENT], accessTokenLifetimeSeconds: 3600 })
})
afterAll(() => server.stop())

const begin = ({ authorizationUrl }: AuthorizationServer): URL => {
  const url = new URL(authorizationUrl)
  url.search = new URLSearchParams({
    client_id: CLIENT.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'offline_access',
    prompt: 'consent',
    state: 'planted-state',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()
  return url
}

describe('when a person is asked at the login page', () => {
  it('names the client, and gives a code for a living grant to a click on Allow', async () => {
    const browser = openBrowser(REDIRECT_URI)
    const asked = await browser.visit(begin(server))
    const page = await asked.response.text()
    const { url } = await browser.answer(asked.url, 'allow')
    const answer = await fetch(server.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: url.searchParams.get('code') ?? '',
        code_verifier: VERIFIER,
        redirect_uri: REDIRECT_URI,
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
      }),
    })
    const { refresh_token, expires_in } = JSON.parse(await answer.text())

    expect(page).toContain('May the app <strong>acme</strong> use your account?')
    expect(url.searchParams.get('state')).toBe('planted-state')
    expect(expires_in).toBe(3600)
    expect(await server.stateOf(refresh_token)).toBe('usable')
  })

  it('tells the client of a click on Deny', async () => {
    const browser = openBrowser(REDIRECT_URI)
    const { url } = await browser.answer((await browser.visit(begin(server))).url, 'deny')

    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      error: 'access_denied',
      error_description: 'denied by the person',
      state: 'planted-state',
    })
  })

  it('refuses a click from another browser', async () => {
    const asked = await openBrowser(REDIRECT_URI).visit(begin(server))
    const { response } = await openBrowser(REDIRECT_URI).answer(asked.url, 'allow')

    expect(response.status).toBe(400)
    expect(await response.text()).toBe(
      'this login is over or was begun in another browser; begin it again\n',
    )
  })
})
