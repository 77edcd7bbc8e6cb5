import { once } from 'node:events'
import { request } from 'node:http'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openerOf } from '../../../../lib/cli/operator/authorization/browser.ts'
import {
  type LoginListener,
  listenForLogin,
} from '../../../../lib/cli/operator/authorization/listener.ts'

let listener: LoginListener
beforeEach(async () => {
  const started = await listenForLogin(new URL('http://127.0.0.1:0/back/here'), 's-1')
  if (E.isLeft(started)) throw new Error(started.left)
  listener = started.right
})
afterEach(() => listener.stop())

describe('when browsers come to the page that a login ends at', () => {
  it('takes one answer, and holds its page until the end is known', async () => {
    const first = fetch(`${listener.redirectUri}?code=c-1&state=s-1`)
    const { answer, reply } = await listener.answer
    const second = await fetch(`${listener.redirectUri}?code=c-2&state=s-1`)
    await reply({ title: 'Done & <over>', text: 'x' })
    const page = await (await first).text()

    expect(answer).toStrictEqual({ tag: 'Granted', code: 'c-1' })
    expect(second.status).toBe(410)
    expect(page).toContain('<h1>Done &#38; &#60;over&#62;</h1>')
    expect(page).not.toContain('c-1')
  })

  it('ends where the browser left before the end was known', async () => {
    const leaving = new AbortController()
    const left = fetch(`${listener.redirectUri}?code=c-1&state=s-1`, { signal: leaving.signal })
    const { reply } = await listener.answer
    leaving.abort()
    await expect(left).rejects.toThrow('aborted')
    // by the end of another request the listener knows of it
    await fetch(listener.redirectUri)
    await reply({ title: 'Done', text: 'x' })

    expect((await fetch(`${listener.redirectUri}?code=c-2&state=s-1`)).status).toBe(410)
  })

  it('knows no other path, and no other name of this machine', async () => {
    const { port } = new URL(listener.redirectUri)
    const asked = request({
      port,
      host: '127.0.0.1',
      path: '/back/here?code=c&state=s-1',
      headers: { host: `evil.example:${port}` },
    }).end()
    const [rebound] = await once(asked, 'response')
    rebound.resume()
    const other = await fetch(new URL('/favicon.ico?code=c&state=s-1', listener.redirectUri))

    expect([rebound.statusCode, other.status]).toStrictEqual([404, 404])
  })
})

describe('when an address is opened', () => {
  it.each([
    ['darwin', 'open'],
    ['win32', 'rundll32'],
    ['linux', 'xdg-open'],
    ['freebsd', 'xdg-open'],
  ] as const)('asks on %s the program %s', (platform, program) => {
    expect(openerOf(platform)[0]).toBe(program)
  })
})
