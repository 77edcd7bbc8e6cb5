import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as E from 'fp-ts/Either'
import {
  type AuthorizationAnswer,
  readAuthorizationAnswer,
} from '../../../provider/login/authorization-answer.ts'
import { PAGE_HEADERS, type PageText, pageOf } from './page.ts'

/**
 * The answer of a login. Shape: the browser waits for `reply`, which resolves when the page is written, or nobody is
 * there to read it.
 */
export type LoginAnswer = {
  readonly answer: Exclude<AuthorizationAnswer, { readonly tag: 'Stranger' }>
  readonly reply: (page: PageText) => Promise<void>
}

/** A page that waits for a browser. Shape: `redirectUri` has the port that it listens on. */
export type LoginListener = {
  readonly redirectUri: string
  readonly answer: Promise<LoginAnswer>
  readonly stop: () => Promise<void>
}

/**
 * Listens on this machine for the browser that comes back from a login: one answer to what was asked, and no other.
 *
 * Errors: a sentence when it cannot listen there.
 * Source: RFC 8252 section 7.3
 */
export const listenForLogin = async (
  wanted: URL,
  state: string,
  codeNames?: readonly string[],
): Promise<E.Either<string, LoginListener>> => {
  let isAnswered = false
  const server = createServer()
  const host = wanted.hostname.replace(/^\[|\]$/g, '')
  server.listen(Number(wanted.port === '' ? 80 : wanted.port), host)
  const failure = await once(server, 'listening').then(
    () => undefined,
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : ''),
  )
  if (failure !== undefined)
    return E.left(
      failure === 'EADDRINUSE'
        ? `port ${wanted.port}: expected a free one, and something listens there; give another with --port, or use --manual`
        : `cannot listen at ${wanted.host} (${failure}); use --manual`,
    )
  const address = server.address()
  const redirectUri = new URL(wanted)
  if (typeof address === 'object' && address !== null && wanted.port !== '')
    redirectUri.port = String(address.port)

  const answer = new Promise<LoginAnswer>((resolve) => {
    server.on('request', (request, response) => {
      const parameters = parametersOf(request, redirectUri)
      if (parameters === undefined) return void write(response, 404, NOT_HERE)
      if (request.method !== 'GET') return void write(response, 405, NOT_HERE)
      const read = readAuthorizationAnswer(parameters, state, codeNames)
      if (read.tag === 'Stranger') return void write(response, 400, NOT_OURS)
      if (isAnswered) return void write(response, 410, OVER)
      isAnswered = true
      const status = read.tag === 'Granted' ? 200 : 400
      resolve({ answer: read, reply: (page) => write(response, status, page) })
    })
  })
  return E.right({
    // the provider compares texts: one that was given stays as it is
    redirectUri: wanted.port === '0' ? redirectUri.href : wanted.href,
    answer,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  })
}

/** A name that leads here by another way than the redirect URI is not the provider's answer. */
const parametersOf = (
  { url = '', headers }: IncomingMessage,
  redirectUri: URL,
): URLSearchParams | undefined => {
  const asked = URL.canParse(url, redirectUri.origin) ? new URL(url, redirectUri.origin) : undefined
  return headers.host === redirectUri.host && asked?.pathname === redirectUri.pathname
    ? asked.searchParams
    : undefined
}

const write = (response: ServerResponse, status: number, page: PageText): Promise<void> =>
  new Promise((resolve) => {
    // the browser may have left, whose `close` has been and does not come again
    if (response.closed || response.destroyed) return resolve()
    response.on('close', () => resolve())
    response.writeHead(status, PAGE_HEADERS)
    response.end(pageOf(page))
  })

const NOT_HERE = { title: 'Not found', text: 'There is nothing here.' }
const NOT_OURS = {
  title: 'Not this login',
  text: 'This is not the answer to the login that was begun. Open the address that you were given.',
}
const OVER = { title: 'Over', text: 'This login is over. Look where you began it.' }
