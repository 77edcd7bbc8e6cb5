import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import * as E from 'fp-ts/Either'
import type { Failure } from '../operator/fail.ts'
import { askedLooks } from './asked-looks.ts'
import { answerQuestion, carryOutOrder } from './console-routes.ts'
import type { ConsoleSubject, ConsoleWorld } from './console-world.ts'
import { fleetSnapshots } from './fleet-snapshots.ts'
import type { PageFiles } from './page-files.ts'
import { personLogins } from './person-logins.ts'
import { readFleet } from './read-fleet.ts'
import { readJson } from './read-json.ts'
import { type Guard, loopbackHost, whyRefused } from './request-guard.ts'

/** A console at work. Shape: `url` holds the token, in the part that a browser sends nowhere. */
export type RunningConsole = { readonly url: string; readonly stop: () => Promise<void> }

/**
 * Serves the console on 127.0.0.1. Whoever has the link may do what the operator may; nobody else gets an answer.
 *
 * Shape: `port` is the system's choice unless given.
 * Errors: one line, when the port is taken.
 */
export const startConsole = async (
  subject: ConsoleSubject,
  { files, port = 0 }: { readonly files: PageFiles; readonly port?: number | undefined },
): Promise<E.Either<string, RunningConsole>> => {
  const { deployment } = subject
  const read = {
    ...subject,
    fleet: fleetSnapshots(() => readFleet(deployment)),
    looks: askedLooks(deployment),
  }
  const world: ConsoleWorld = { ...read, logins: personLogins(read) }
  const token = randomBytes(16).toString('base64url')
  const server = createServer()
  server.listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return E.left(`port ${port} of 127.0.0.1 cannot be had: expected a free one`)
  }
  const address = server.address()
  const taken = typeof address === 'object' && address !== null ? address.port : port
  const guard = { host: loopbackHost(taken), token }
  server.on('request', (request, response) => {
    answer(world, files, guard, request, response).catch(() => {
      // what was thrown may hold anything, so nothing of it is told
      if (!response.headersSent) sendJson(response, 500, { problem: 'the console failed' })
      else response.destroy()
    })
  })
  return E.right({
    url: `http://${guard.host}/#token=${token}`,
    stop: async () => {
      await world.logins.stop()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  })
}

const answer = async (
  world: ConsoleWorld,
  files: PageFiles,
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const base = `http://${guard.host}`
  const url = URL.canParse(request.url ?? '', base) ? new URL(request.url ?? '', base) : undefined
  if (url === undefined) return sendJson(response, 404, { problem: 'nothing is here' })
  const { method, headers } = request
  const rejection = whyRefused({ method, path: url.pathname, headers }, guard)
  if (rejection !== undefined)
    return sendJson(response, rejection.status, { problem: rejection.problem })
  if (url.pathname.startsWith('/api/')) {
    const name = url.pathname.slice('/api/'.length)
    const result =
      method === 'POST'
        ? await carryOutOrder(world, name, await readJson(request))
        : await answerQuestion(world, name, url.searchParams)
    if (E.isRight(result)) return sendJson(response, 200, result.right)
    return sendJson(response, STATUS[result.left.exitCode], { problem: result.left.message })
  }
  const file = files.get(url.pathname)
  if (file === undefined) return sendJson(response, 404, { problem: 'nothing is here' })
  response.writeHead(200, { ...SAFE_HEADERS, 'content-type': file.type }).end(file.bytes)
}

/** How a page hears of a failure that a command would end with. */
const STATUS: Readonly<Record<Failure['exitCode'], number>> = { 1: 404, 2: 400, 3: 502 }

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response
    .writeHead(status, { ...SAFE_HEADERS, 'content-type': 'application/json; charset=utf-8' })
    .end(JSON.stringify(body))
}

/** The page loads nothing from elsewhere, runs nothing that is not its file, and stands in nobody's frame. */
const SAFE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}
