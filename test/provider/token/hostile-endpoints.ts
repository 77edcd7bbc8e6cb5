import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { type Received, startServer } from '../http-server.ts'
import { startRawServer } from './raw-server.ts'

/** A token endpoint that misbehaves: a real server on loopback. Shape: `url` is where it is asked for tokens. */
export type HostileEndpoint = { readonly url: URL; readonly stop: () => Promise<void> }

/** Starts one. */
export type StartEndpoint = () => Promise<HostileEndpoint>

/** What a refused, cut or endless answer is told as. */
export type Told =
  | 'timed out'
  | 'timed out before it was sent'
  | 'no connection'
  | 'connection lost'
  | 'unreadable answer'
  | 'unreadable answer 200'
  | 'redirected 302'
  | 'redirected 307'
  | 'redirected 308'

/** `Reply` sees the request too, to repeat it. */
const http =
  (reply: (response: ServerResponse, request: Received) => void): StartEndpoint =>
  async () => {
    const { url, stop, received } = await startServer((response) => {
      const request = received.at(-1)
      if (request !== undefined) reply(response, request)
    })
    return { url, stop }
  }

/** Waits for the first bytes of the request, since an answer before it would not be one. */
const raw =
  (act: (socket: Socket) => void): StartEndpoint =>
  async () => {
    const { port, stop } = await startRawServer((socket) => socket.once('data', () => act(socket)))
    return { url: new URL(`http://127.0.0.1:${port}/token`), stop }
  }

const silentTls =
  (act: (socket: Socket) => void): StartEndpoint =>
  async () => {
    const { port, stop } = await startRawServer(act)
    return { url: new URL(`https://127.0.0.1:${port}/token`), stop }
  }

const again = (socket: Socket | ServerResponse, piece: () => string): void => {
  const timer = setInterval(() => socket.write(piece()), 20)
  socket.on('close', () => clearInterval(timer))
}

const GRANT = '{"access_token":"new","refresh_token":"next","expires_in":3600}'
const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n'
const MEGABYTE = Buffer.alloc(1_048_576, ' ')

const flood = (response: ServerResponse, megabytes: number): void => {
  let left = megabytes
  const more = (): void => {
    while (left > 0) {
      left -= 1
      if (!response.write(MEGABYTE)) return
    }
    response.end(GRANT)
  }
  response.on('drain', more)
  more()
}

const packed = (encoding: string, body: Buffer): StartEndpoint =>
  http((response) => response.setHeader('content-encoding', encoding).end(body))

const answers = (body: string | Buffer): StartEndpoint => http((response) => response.end(body))

const BOMB = Buffer.concat([Buffer.from(GRANT), Buffer.alloc(50 * 1_048_576, ' ')])
const quickly = { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } }

/** Answers that are large, or would become so. The functions are asked them too, for what they cost. */
export const OVERSIZED: Readonly<Record<string, StartEndpoint>> = {
  'is of 50 MB': http((response) => {
    response.setHeader('content-length', 50 * MEGABYTE.length + GRANT.length)
    flood(response, 50)
  }),
  'is of 50 MB and does not say so': http((response) => flood(response, 50)),
  'is a gzip bomb of 50 MB': packed('gzip', gzipSync(BOMB)),
  'is a brotli bomb of 50 MB': packed('br', brotliCompressSync(BOMB, quickly)),
}

/** Answers of nearly 1 MiB that are read, and are costly to read. */
export const COSTLY: Readonly<Record<string, StartEndpoint>> = {
  'is nested half a million times': answers(
    `{"access_token":${'['.repeat(500_000)}${']'.repeat(500_000)}}`,
  ),
  'holds 250,000 objects': answers(`{"x":[${'{},'.repeat(250_000)}{}]}`),
  'holds 90,000 keys': answers(
    `{${Array.from({ length: 90_000 }, (_, i) => `"k${i}":1`).join(',')}}`,
  ),
}

/** Each piece of an answer that is kept costs more than it holds. */
export const IN_PIECES: Readonly<Record<string, StartEndpoint>> = {
  'comes in 400,000 pieces': raw((socket) => {
    socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`)
    socket.end(`${'1\r\n \r\n'.repeat(400_000)}0\r\n\r\n`)
  }),
}

/** A redirect to each kind of place; where it leads is never asked. */
const redirect = (status: number, location: string): StartEndpoint =>
  http((response) => response.writeHead(status, { location }).end(GRANT))

/**
 * Every way of giving no tokens, and what the failure is.
 *
 * Told elsewhere: main-job/hostile-endpoint.test.ts (`IN_PIECES`), guarded-fetch.test.ts (nothing at all, headers only, a dripping body, a reset, a broken chunk,
 * certificates, sizes to the byte, private addresses), token-response.test.ts (refusals by status and code).
 */
export const HOSTILE: readonly (readonly [situation: string, told: Told, start: StartEndpoint])[] =
  [
    [
      'drips its headers',
      'timed out',
      raw((socket) => {
        const letters = `${HEAD}${'x'.repeat(1e5)}`[Symbol.iterator]()
        again(socket, () => letters.next().value ?? '')
      }),
    ],
    [
      'drips an answer that is whole but for its end',
      'timed out',
      http((response) => {
        response.write(GRANT)
        again(response, () => ' ')
      }),
    ],
    [
      'gives a whole answer and hangs',
      'timed out',
      raw((socket) => socket.write(`${HEAD}content-length: ${GRANT.length + 1}\r\n\r\n${GRANT}`)),
    ],
    [
      'asks to wait again and again',
      'timed out',
      raw((socket) => again(socket, () => 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(50))),
    ],
    ['is silent in the handshake', 'timed out before it was sent', silentTls(() => undefined)],
    [
      'drips the handshake',
      'timed out before it was sent',
      silentTls((socket) => {
        // a record of 16 KB that begins a hello
        const letters = `\x16\x03\x03@\0\x02\0?\x7c${'\0'.repeat(16_380)}`[Symbol.iterator]()
        again(socket, () => letters.next().value ?? '')
      }),
    ],
    ['resets in the handshake', 'no connection', silentTls((socket) => socket.resetAndDestroy())],
    [
      'speaks HTTP in the handshake',
      'no connection',
      silentTls((socket) => socket.end(`${HEAD}\r\n${GRANT}`)),
    ],
    ['resets before the headers', 'connection lost', raw((socket) => socket.resetAndDestroy())],
    [
      'resets after the headers',
      'connection lost',
      raw((socket) => {
        socket.write(`${HEAD}content-length: 100\r\n\r\n`, () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        )
      }),
    ],
    [
      'resets in the body',
      'connection lost',
      raw((socket) => {
        socket.write(`${HEAD}content-length: 1000\r\n\r\n${GRANT}`, () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        )
      }),
    ],
    ['closes without a word', 'connection lost', raw((socket) => socket.end())],
    [
      'sends headers of a megabyte',
      'connection lost',
      raw((socket) => socket.end(`${HEAD}x: ${'x'.repeat(1_048_576)}\r\n\r\n${GRANT}`)),
    ],
    [
      'hides a megabyte behind a chunk of one byte',
      'connection lost',
      raw((socket) =>
        socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n1;${'x'.repeat(1_048_576)}\r\n{\r\n`),
      ),
    ],
    [
      'gives two lengths',
      'connection lost',
      raw((socket) =>
        socket.end(`${HEAD}content-length: 2\r\ncontent-length: ${GRANT.length}\r\n\r\n${GRANT}`),
      ),
    ],
    ['redirects to http', 'redirected 302', redirect(302, 'http://127.0.0.1:9/token')],
    ['redirects to another host', 'redirected 307', redirect(307, 'https://evil.example/token')],
    [
      'redirects to the metadata address',
      'redirected 308',
      redirect(308, 'http://169.254.169.254/latest/meta-data/iam/security-credentials/'),
    ],
    ...Object.entries(OVERSIZED).map(
      ([situation, start]) => [situation, 'unreadable answer', start] as const,
    ),
    ...Object.entries(COSTLY).map(
      ([situation, start]) => [situation, 'unreadable answer 200', start] as const,
    ),
    [
      'packs a bomb twice',
      'unreadable answer',
      packed('gzip', gzipSync(gzipSync(BOMB)).subarray(4)),
    ],
    ['packs in two ways', 'unreadable answer 200', packed('gzip, br', gzipSync(GRANT))],
    [
      'is a page with status 200',
      'unreadable answer 200',
      http((response) =>
        response
          .setHeader('content-type', 'application/json')
          .end('<!doctype html><title>Sign in</title>'),
      ),
    ],
    ['is cut off in its JSON', 'unreadable answer 200', answers(GRANT.slice(0, -9))],
    ['is JSON behind a guard', 'unreadable answer 200', answers(`)]}',\n${GRANT}`)],
    ['holds no number where one must be', 'unreadable answer 200', answers('{"expires_in":NaN}')],
    ['is in UTF-16', 'unreadable answer 200', answers(Buffer.from(GRANT, 'utf16le'))],
    ...[undefined, null, '', 0, true, [], ['new'], {}, { token: 'new' }].map(
      (value) =>
        [
          `gives ${JSON.stringify(value)} for an access token`,
          'unreadable answer 200',
          answers(JSON.stringify({ access_token: value, token_type: 'bearer', expires_in: 60 })),
        ] as const,
    ),
  ]

/** Answers that repeat every secret of the request, wherever an answer has room. */
export const ECHOES: Readonly<Record<string, (secret: string) => StartEndpoint>> = {
  'as its error': (secret) => echo(400, { error: secret, error_description: secret }),
  'around a known error': (secret) =>
    echo(400, { error: 'invalid_request', error_description: secret, error_uri: secret }),
  'as keys': (secret) => echo(400, { [secret]: secret, error: { [secret]: secret } }),
  'in its headers': (secret) =>
    http((response) =>
      response
        .writeHead(503, secret, {
          'retry-after': secret,
          date: secret,
          location: `https://evil.example/?${secret}`,
          'www-authenticate': `Bearer error="${secret}"`,
          'set-cookie': secret,
          'content-encoding': secret,
        })
        .end(secret),
    ),
  'as a page': (secret) => http((response) => response.end(`<html>${secret}</html>`)),
  'as text that is no answer': (secret) => answers(JSON.stringify(secret)),
  'in place of numbers': (secret) =>
    echo(429, { error: secret, expires_in: secret, interval: secret }),
  'as the status line': (secret) => raw((socket) => socket.end(`HTTP/1.1 ${secret}\r\n\r\n`)),
  'in place of a protocol': (secret) => raw((socket) => socket.end(secret)),
}

const echo = (status: number, body: object): StartEndpoint =>
  http((response) => response.writeHead(status).end(JSON.stringify(body)))
