import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loopbackHost, whyRefused } from '../../../lib/cli/console/request-guard.ts'
import { type ConsoleDemo, startConsoleDemo } from './console-demo.ts'

describe("when a request is not the page's own", () => {
  let demo: ConsoleDemo
  let own: Readonly<Record<string, string>>
  beforeAll(async () => {
    demo = await startConsoleDemo()
    own = { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' }
  })
  afterAll(() => demo.stop())

  const pause = JSON.stringify({ name: 'acme-crm/sales' })

  it('answers one that is', async () => {
    expect((await demo.send('/api/about', { headers: own })).status).toBe(200)
  })

  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer AAAAAAAAAAAAAAAAAAAAAA' }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('refuses %s', async (_, headers) => {
    for (const path of ['/api/about', '/api/fleet', '/api/nothing'])
      expect((await demo.send(path, { headers })).status).toBe(401)
    expect((await demo.send('/api/pause', { method: 'POST', headers, body: pause })).status).toBe(
      401,
    )
  })

  it('does not take the token from the address', async () => {
    expect((await demo.send(`/api/about?token=${demo.token}`)).status).toBe(401)
  })

  it.each(['evil.example', 'localhost', '127.0.0.1'])('refuses the Host %s', async (host) => {
    for (const path of ['/', '/console.js', '/api/about'])
      expect((await demo.send(path, { headers: { ...own, host } })).status).toBe(403)
  })

  it('refuses another origin', async () => {
    const headers = { ...own, origin: 'https://evil.example' }

    expect((await demo.send('/api/about', { headers })).status).toBe(403)
    expect((await demo.send('/api/pause', { method: 'POST', headers, body: pause })).status).toBe(
      403,
    )
  })

  it.each(['PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH'])('refuses %s', async (method) => {
    expect((await demo.send('/api/about', { method, headers: own })).status).toBe(405)
  })

  it('refuses a POST outside of the interface, and one that a form could send', async () => {
    const form = { ...own, 'content-type': 'application/x-www-form-urlencoded' }

    expect((await demo.send('/', { method: 'POST', headers: own })).status).toBe(405)
    expect(
      (await demo.send('/api/pause', { method: 'POST', headers: form, body: pause })).status,
    ).toBe(415)
  })

  it.each([
    ['no JSON', '{'],
    ['no name', '{}'],
    ['a name that is no text', '{"name":1}'],
    ['more than 4 kB', JSON.stringify({ name: 'x'.repeat(5000) })],
  ])('refuses a body that is %s', async (_, body) => {
    expect(await demo.send('/api/pause', { method: 'POST', headers: own, body })).toMatchObject({
      status: 400,
      body: '{"problem":"body: expected an object with a name"}',
    })
  })

  it('does nothing on GET that is for POST', async () => {
    expect((await demo.send('/api/pause?name=acme-crm/sales', { headers: own })).status).toBe(404)
  })

  it('serves no other file', async () => {
    for (const path of ['/cli.mjs', '/../cli.mjs', '/%2e%2e/cli.mjs', '//', '/favicon.ico'])
      expect((await demo.send(path)).status).toBe(404)
  })

  it.each(['/', '/console.js', '/console.css', '/nothing', '/api/about'])(
    'protects what it says at %s',
    async (path) => {
      const { headers } = await demo.send(path, { headers: own })

      expect(headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    },
  )

  it('holds nothing from elsewhere in its files', async () => {
    const page = await demo.send('/')

    expect(page.body).not.toMatch(/(src|href)="(https?:)?\/\//)
    expect((await demo.send('/console.css')).body).not.toMatch(/url\(|@import/)
  })

  it('has a token of 128 bits in the part of the link that is sent nowhere', () => {
    expect(demo.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{22}$/)
  })
})

describe('when a browser asks a console at a port', () => {
  const token = 'AAAAAAAAAAAAAAAAAAAAAA'
  const ask = (port: number, host: string, origin: string) =>
    whyRefused(
      {
        method: 'POST',
        path: '/api/pause',
        headers: {
          host,
          origin,
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
        },
      },
      { host: loopbackHost(port), token },
    )

  it.each([
    // browsers leave out the port that http has by itself
    [80, '127.0.0.1'],
    [443, '127.0.0.1:443'],
    [4600, '127.0.0.1:4600'],
  ])('lets it in at port %i', (port, host) => {
    expect(new URL(`http://127.0.0.1:${port}/`).host).toBe(host)
    expect(ask(port, host, `http://${host}`)).toBeUndefined()
  })

  it.each([
    [80, 'evil.example', 'http://127.0.0.1'],
    [80, '127.0.0.1', 'http://evil.example'],
    [80, '127.0.0.1', 'https://127.0.0.1'],
    [80, '127.0.0.1:4600', 'http://127.0.0.1'],
    [4600, '127.0.0.1', 'http://127.0.0.1'],
  ])('refuses at port %i the Host %s with the origin %s', (port, host, origin) => {
    expect(ask(port, host, origin)?.status).toBe(403)
  })
})
