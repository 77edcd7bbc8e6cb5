import { once } from 'node:events'
import type { Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates, TLSSocket } from 'node:tls'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import type { AddressPolicy } from '../../../lib/provider/token/allowed-address.ts'
import { guardedFetch, type TokenPost } from '../../../lib/provider/token/guarded-fetch.ts'
import type { Lookup } from '../../../lib/provider/token/guarded-lookup.ts'
import { selfSigned } from '../client/self-signed.ts'
import { type Reply, startServer, type TestServer } from '../http-server.ts'
import { startRawServer } from './raw-server.ts'

const DEVELOPMENT: AddressPolicy = { loopback: true, privateNetwork: false }
const DEPLOYED: AddressPolicy = { loopback: false, privateNetwork: false }

const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(cleanUp.splice(0).map((stop) => stop()))
})

const serve = async (reply: Reply, certificate?: Parameters<typeof startServer>[1]) => {
  const server = await startServer(reply, certificate)
  cleanUp.push(server.stop)
  return server
}

/** A server that reads the start of a request and then does what no HTTP library would. */
const serveRaw = async (act: (socket: Socket) => void): Promise<URL> => {
  const { port, stop } = await startRawServer((socket) => socket.once('data', () => act(socket)))
  cleanUp.push(stop)
  return new URL(`http://127.0.0.1:${port}/token`)
}

const post = (url: URL | string, overrides: Partial<TokenPost> = {}): TokenPost => ({
  url: new URL(url),
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=refresh_token&refresh_token=é',
  timeoutMilliseconds: 5000,
  privateNetwork: false,
  ...overrides,
})
const ask = (url: URL | string, overrides?: Partial<TokenPost>, policy = DEVELOPMENT) =>
  guardedFetch(policy)({ ...post(url, overrides), privateNetwork: policy.privateNetwork })

const unavailable = (cause: string, mayBeApplied: boolean) => ({
  tag: 'ProviderUnavailable',
  cause,
  mayBeApplied,
})
const unusable = (code: string) => ({ tag: 'ClientUnusable', code })
const forbidden = (reason: string) => ({ tag: 'EndpointForbidden', reason })

const portOf = ({ url }: TestServer): string => url.port

describe('when the server answers', () => {
  it('sends one POST, on a connection of its own', async () => {
    const server = await serve((response) => response.end('{}'))

    await ask(server.url)

    expect(server.received).toStrictEqual([
      {
        method: 'POST',
        path: '/token',
        headers: {
          connection: 'close',
          'content-length': '41',
          'content-type': 'application/x-www-form-urlencoded',
          host: server.url.host,
        },
        body: 'grant_type=refresh_token&refresh_token=é',
      },
    ])
  })

  it('sends a GET without a body', async () => {
    const server = await serve((response) => response.end('{}'))

    await ask(`${server.url}?a=1`, { method: 'GET', headers: {}, body: '' })

    expect(server.received).toStrictEqual([
      {
        method: 'GET',
        path: '/token?a=1',
        headers: { connection: 'close', host: server.url.host },
        body: '',
      },
    ])
  })

  it('says of a POST that its body is empty', async () => {
    const server = await serve((response) => response.end('{}'))

    await ask(server.url, { headers: {}, body: '' })

    expect(server.received).toMatchObject([{ method: 'POST', headers: { 'content-length': '0' } }])
  })

  it('gives status and body, and of the headers only what is read', async () => {
    const date = 'Sun, 01 Mar 2026 12:00:00 GMT'
    const { url } = await serve((response) => {
      response.writeHead(429, { date, 'retry-after': '7', 'set-cookie': 'a=b', 'x-token': 'abc' })
      response.end('{"a":1}')
    })
    const answer = await ask(url)

    expect([answer.status, await answer.text()]).toStrictEqual([429, '{"a":1}'])
    const names = ['date', 'retry-after', 'set-cookie', 'x-token']
    expect(names.map((name) => answer.headers.get(name))).toStrictEqual([date, '7', null, null])
  })

  it('takes the end of the connection for the end of an answer without a length', async () => {
    const url = await serveRaw((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{"a":1}'))

    expect(await (await ask(url)).text()).toBe('{"a":1}')
  })

  it('gives an empty body as such', async () => {
    const { url } = await serve((response) => response.writeHead(204).end())
    const answer = await ask(url)

    expect([answer.status, await answer.text()]).toStrictEqual([204, ''])
  })

  it.each([301, 302, 303, 307, 308])('does not follow a redirect of status %i', async (status) => {
    const target = await serve((response) => response.end('{}'))
    const { url } = await serve((response) =>
      response.writeHead(status, { location: target.url.href }).end(),
    )

    expect((await ask(url)).status).toBe(status)
    expect(target.received).toStrictEqual([])
  })

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['GZIP', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ])('unpacks %s', async (encoding, compress) => {
    const { url } = await serve((response) => {
      response.setHeader('content-encoding', encoding)
      response.end(compress('{"a":1}'))
    })

    expect(await (await ask(url)).text()).toBe('{"a":1}')
  })
})

describe('when an answer is too large or cannot be read', () => {
  const tooMuch = Buffer.alloc(1_048_577, ' ')
  const unreadable = unavailable('unreadable answer', true)

  it('takes 1 MiB, and no byte more', async () => {
    const { url } = await serve((response) => response.end(tooMuch.subarray(1)))
    const larger = await serve((response) => response.end(tooMuch))

    expect((await (await ask(url)).text()).length).toBe(1_048_576)
    await expect(ask(larger.url)).rejects.toStrictEqual(unreadable)
  })

  it('stops reading an answer without an end', async () => {
    const { url } = await serve((response) => {
      const more = () => {
        while (response.write(tooMuch.subarray(0, 65_536)));
      }
      response.on('drain', more)
      more()
    })

    await expect(ask(url)).rejects.toStrictEqual(unreadable)
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('stops unpacking a bomb of %s', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(30 * 1_048_576))
    const { url } = await serve((response) => {
      response.setHeader('content-encoding', encoding)
      response.end(bomb)
    })

    expect(bomb.length).toBeLessThan(1_048_576)
    await expect(ask(url)).rejects.toStrictEqual(unreadable)
  })

  it('refuses what is not packed as it says', async () => {
    const { url } = await serve((response) => {
      response.setHeader('content-encoding', 'gzip')
      response.end('{"access_token":"a"}')
    })

    await expect(ask(url)).rejects.toStrictEqual(unreadable)
  })

  it('reads an answer in very many pieces in little time', async () => {
    const pieces = 200_000
    const url = await serveRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      socket.end(`${'1\r\n \r\n'.repeat(pieces)}0\r\n\r\n`)
    })

    expect((await (await ask(url)).text()).length).toBe(pieces)
  })

  it.each([
    ['a status that HTTP does not have', 'HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\n{}'],
    ['a change of protocol', 'HTTP/1.1 101 Switch\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['a body where none may be', 'HTTP/1.1 205 Reset\r\ncontent-length: 2\r\n\r\n{}'],
  ])('refuses %s', async (_, answer) => {
    const url = await serveRaw((socket) => socket.end(answer))

    await expect(ask(url)).rejects.toStrictEqual(unreadable)
  })

  it.each([
    ['something else than HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['a header that is not finished', 'HTTP/1.1 200 OK\r\ncontent-le'],
    ['less than was promised', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"access_token"'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
  ])('knows after %s that the request may have been applied', async (_, answer) => {
    const url = await serveRaw((socket) => socket.end(answer))

    await expect(ask(url)).rejects.toStrictEqual(unavailable('connection lost', true))
  })
})

describe('when there is no answer in time', () => {
  it.each<[string, Reply]>([
    ['nothing comes', () => undefined],
    ['only headers come', (response) => response.writeHead(200).flushHeaders()],
    [
      'a little comes again and again',
      (response) => {
        const dripping = setInterval(() => response.write(' '), 20)
        response.on('close', () => clearInterval(dripping))
      },
    ],
  ])('gives up although %s', async (_, reply) => {
    const server = await serve(reply)

    await expect(ask(server.url, { timeoutMilliseconds: 200 })).rejects.toStrictEqual(
      unavailable('timed out', true),
    )
    expect(server.received).toHaveLength(1)
  })

  it('closes the connection', async () => {
    let closed: Promise<unknown> = Promise.resolve()
    const { url } = await serve((_, request) => {
      closed = once(request.socket, 'close')
    })

    await expect(ask(url, { timeoutMilliseconds: 100 })).rejects.toBeDefined()
    await closed
  })
})

describe('when there is no connection', () => {
  it('knows that nothing was applied after a refusal', async () => {
    const { url, stop } = await startServer(() => undefined)
    await stop()

    await expect(ask(url)).rejects.toStrictEqual(unavailable('no connection', false))
  })

  it('knows that nothing was applied when the name is unknown', async () => {
    await expect(ask('https://no-such-host.invalid/token')).rejects.toStrictEqual(
      unavailable('no connection', false),
    )
  })

  it('knows that the request may have been applied after a reset', async () => {
    const server = await serve((_, { socket }) => socket.resetAndDestroy())

    await expect(ask(server.url)).rejects.toStrictEqual(unavailable('connection lost', true))
    expect(server.received).toHaveLength(1)
  })
})

/** A certificate that every connection trusts until the test ends. */
const trustedCertificate = () => {
  const certificate = selfSigned()
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, certificate.cert])
  cleanUp.push(() => setDefaultCACertificates(before))
  return certificate
}

describe('when the server speaks https', () => {
  it('asks one whose certificate is trusted', async () => {
    const certificate = trustedCertificate()
    const server = await serve((response) => response.end('{"a":1}'), certificate)

    expect(await (await ask(server.url)).text()).toBe('{"a":1}')
    expect(await (await ask(`https://localhost:${portOf(server)}/token`)).text()).toBe('{"a":1}')
  })

  it('makes a connection for each request, and resumes the session of the one before', async () => {
    const ports: (number | undefined)[] = []
    const { url } = await serve((response, { socket }) => {
      ports.push(socket.remotePort)
      response.end(String(socket instanceof TLSSocket && socket.isSessionReused()))
    }, trustedCertificate())
    const answers = [await ask(url), await ask(url), await ask(url)]

    expect(await Promise.all(answers.map((answer) => answer.text()))).toStrictEqual([
      'false',
      'true',
      'true',
    ])
    expect(new Set(ports).size).toBe(3)
  })

  it('sends nothing to one whose certificate is not', async () => {
    const server = await serve((response) => response.end('{}'), selfSigned())

    await expect(ask(server.url)).rejects.toStrictEqual(unavailable('no connection', false))
    expect(server.received).toStrictEqual([])
  })

  it('knows that nothing was applied when the server speaks something else', async () => {
    const server = await serve((response) => response.end('{}'))
    const url = `https://127.0.0.1:${portOf(server)}/token`

    await expect(ask(url)).rejects.toStrictEqual(unavailable('no connection', false))
    expect(server.received).toStrictEqual([])
  })
})

describe('when a server asks for a client’s certificate', () => {
  const { key: privateKey, cert } = selfSigned('client.acme.example')
  const certificate = { certificate: cert, privateKey }
  const asking = (more: object) =>
    serve((response, { socket }) => response.end(peerOf(socket)), {
      ...trustedCertificate(),
      requestCert: true,
      ca: [cert],
      ...more,
    })
  const peerOf = (socket: Socket): string =>
    socket instanceof TLSSocket ? (socket.getPeerCertificate().subjectaltname ?? 'nobody') : ''

  it('shows the one that belongs to the request, and none without it', async () => {
    const { url } = await asking({ rejectUnauthorized: false })

    expect(await (await ask(url, { certificate })).text()).toContain('DNS:client.acme.example')
    expect(await (await ask(url)).text()).toBe('nobody')
  })

  it('resumes no session that was another client’s', async () => {
    const { url } = await asking({ rejectUnauthorized: false })
    const { key: otherKey, cert: otherCert } = selfSigned('other.acme.example')
    const other = { certificate: otherCert, privateKey: otherKey }
    const shown: string[] = []
    for (const more of [{}, { certificate }, { certificate: other }, {}, { certificate }])
      shown.push(await (await ask(url, more)).text())

    expect(shown.map((names) => /DNS:(\w+)/.exec(names)?.[1])).toStrictEqual([
      undefined,
      'client',
      'other',
      undefined,
      'client',
    ])
  })

  it('still trusts no server by itself', async () => {
    const server = await serve((response) => response.end('{}'), selfSigned())

    await expect(ask(server.url, { certificate })).rejects.toStrictEqual(
      unavailable('no connection', false),
    )
  })

  it('sends nothing with one that cannot be used', async () => {
    const server = await asking({ rejectUnauthorized: false })
    const mixed = { certificate: cert, privateKey: selfSigned().key }

    await expect(ask(server.url, { certificate: mixed })).rejects.toStrictEqual(
      unusable('UnusableCertificate'),
    )
    expect(server.received).toStrictEqual([])
  })

  it('knows that nothing was read by a server that says it wants one', async () => {
    const server = await asking({ rejectUnauthorized: true, minVersion: 'TLSv1.3' })

    await expect(ask(server.url)).rejects.toStrictEqual(unusable('CertificateRefused'))
    expect(server.received).toStrictEqual([])
  })

  it('does not know what was read by a server that hangs up on another one', async () => {
    const server = await asking({ rejectUnauthorized: true, minVersion: 'TLSv1.3' })
    const { key: otherKey, cert: otherCert } = selfSigned('other.acme.example')
    const other = { certificate: otherCert, privateKey: otherKey }

    await expect(ask(server.url, { certificate: other })).rejects.toStrictEqual(
      unavailable('connection lost', true),
    )
    expect(server.received).toStrictEqual([])
  })
})

describe('when a URL leads to a place that is not allowed', () => {
  it.each([
    ['http://acme.com/token', DEVELOPMENT],
    ['http://10.0.0.1/token', { loopback: true, privateNetwork: true }],
    ['http://127.0.0.1/token', DEPLOYED],
    ['http://localhost/token', { loopback: false, privateNetwork: true }],
  ])('refuses %s because it is not https', async (url, policy) => {
    await expect(ask(url, {}, policy)).rejects.toStrictEqual(forbidden('plain http'))
  })

  it.each([
    ['https://127.0.0.1/token'],
    ['https://2130706433/token'],
    ['https://0x7f.1/token'],
    ['https://[::1]/token'],
    ['https://[::ffff:127.0.0.1]/token'],
    ['https://169.254.169.254/token'],
    ['https://[fd00:ec2::254]/token'],
    ['https://10.0.0.1/token'],
    ['https://0/token'],
  ])('refuses the address of %s', async (url) => {
    await expect(ask(url, {}, DEPLOYED)).rejects.toStrictEqual(forbidden('private address'))
  })

  it('refuses a name that resolves to such an address, and connects to nothing', async () => {
    const server = await serve((response) => response.end('{}'), selfSigned())

    await expect(
      ask(`https://localhost:${portOf(server)}/token`, {}, DEPLOYED),
    ).rejects.toStrictEqual(forbidden('private address'))
    expect(server.received).toStrictEqual([])
  })

  it('asks by name where loopback is allowed', async () => {
    const server = await serve((response) => response.end('{}'))

    expect((await ask(`http://localhost:${portOf(server)}/token`)).status).toBe(200)
  })
})

/** A name server that answers with these addresses, and counts how often it is asked. */
const nameServer = (...addresses: readonly string[]) => {
  const asked: string[] = []
  const lookup: Lookup = (hostname, _, callback) => {
    asked.push(hostname)
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  return { asked, lookup }
}

describe('when a name resolves to addresses of somebody’s choice', () => {
  it.each([
    ['a private one', ['10.0.0.5']],
    ['a private one of IPv6', ['fd12:3456::1']],
    ['one of a carrier', ['100.100.100.200']],
    ['this machine', ['127.0.0.1']],
    ['this machine in IPv6', ['::1']],
    ['the metadata service', ['169.254.169.254']],
    ['the metadata service in IPv6', ['fd00:ec2::254']],
    ['the metadata service, mapped into IPv6', ['::ffff:169.254.169.254']],
    ['no host', ['0.0.0.0']],
    ['a public one and a private one', ['93.184.215.14', '192.168.1.1']],
    ['a private one and a public one', ['192.168.1.1', '2606:4700::6810:84e5']],
    ['nothing', []],
  ])('refuses %s without a connection', async (_, addresses) => {
    const { lookup, asked } = nameServer(...addresses)

    await expect(
      guardedFetch({ loopback: false, lookup })(post('https://auth.acme.example/token')),
    ).rejects.toStrictEqual(forbidden('private address'))
    expect(asked).toStrictEqual(['auth.acme.example'])
  })

  it.each([
    ['the metadata service', ['169.254.169.254']],
    ['this machine', ['127.0.0.1']],
    ['a private one and the metadata service', ['10.0.0.5', '169.254.169.254']],
  ])('refuses %s although the definition allows a private network', async (_, addresses) => {
    const { lookup } = nameServer(...addresses)

    await expect(
      guardedFetch({ loopback: false, lookup })(
        post('https://auth.acme.example/token', { privateNetwork: true }),
      ),
    ).rejects.toStrictEqual(forbidden('private address'))
  })

  it('asks at a private address only where the definition allows it', async () => {
    const server = await serve((response) => response.end('{}'))
    const url = `http://localhost:${portOf(server)}/token`
    // the second address only counts for the rule: the first one answers
    const { lookup } = nameServer('127.0.0.1', '10.0.0.5')
    const ask = (privateNetwork: boolean) =>
      guardedFetch({ loopback: true, lookup })(post(url, { privateNetwork }))

    await expect(ask(false)).rejects.toStrictEqual(forbidden('private address'))
    expect((await ask(true)).status).toBe(200)
  })

  it('connects to the address that was judged, and asks for no other one', async () => {
    const server = await serve((response) => response.end('{}'))
    const answers = [['127.0.0.1'], ['169.254.169.254']]
    let lookups = 0
    const lookup: Lookup = (hostname, options, callback) => {
      const { lookup: next } = nameServer(...(answers[lookups] ?? []))
      lookups += 1
      next(hostname, options, callback)
    }

    const { status } = await guardedFetch({ loopback: true, lookup })(
      post(`http://localhost:${portOf(server)}/token`),
    )
    expect([status, lookups]).toStrictEqual([200, 1])
  })

  it('knows that nothing was sent while the name server is silent', async () => {
    const lookup: Lookup = () => undefined

    await expect(
      guardedFetch({ loopback: false, lookup })(
        post('https://auth.acme.example/token', { timeoutMilliseconds: 50 }),
      ),
    ).rejects.toStrictEqual(unavailable('timed out', false))
  })
})
