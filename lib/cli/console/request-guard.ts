import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** What of a request is looked at before anything else. */
export type GuardedRequest = {
  readonly method: string | undefined
  readonly path: string
  readonly headers: IncomingHttpHeaders
}

/** Who may ask. Shape: `host` is where the server listens, as `loopbackHost` tells it. */
export type Guard = { readonly host: string; readonly token: string }

/** The Host of requests to a port of this machine, as browsers send it: without http's own port, 80. */
export const loopbackHost = (port: number): string => new URL(`http://127.0.0.1:${port}`).host

/** Why a request is not answered. */
export type Rejection = { readonly status: 401 | 403 | 405 | 415; readonly problem: string }

/**
 * Tells why a request is refused, or `undefined`.
 *
 * Another site may get a browser to send requests here: by a form or a link, which cannot carry the token; by a page
 * under a name that leads to this machine, which has another Host. Neither reads an answer, since none allows another
 * origin.
 */
export const whyRefused = (
  { method, path, headers }: GuardedRequest,
  { host, token }: Guard,
): Rejection | undefined => {
  if (headers.host !== host) return { status: 403, problem: `expected Host ${host}` }
  if (headers.origin !== undefined && headers.origin !== `http://${host}`)
    return { status: 403, problem: 'expected no other origin' }
  const isApi = path.startsWith('/api/')
  if (method !== 'GET' && !(isApi && method === 'POST'))
    return { status: 405, problem: 'expected GET, or POST with the token' }
  // the files of the page hold nothing of the account
  if (!isApi) return undefined
  if (!isSame(headers.authorization ?? '', `Bearer ${token}`))
    return { status: 401, problem: 'expected the token of the link that the command printed' }
  return method === 'POST' && headers['content-type'] !== 'application/json'
    ? { status: 415, problem: 'expected application/json' }
    : undefined
}

/** Compares in a time that tells nothing of where, or by how much, they differ. */
const isSame = (given: string, expected: string): boolean =>
  timingSafeEqual(digest(given), digest(expected))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
