import { lookup as systemLookup } from 'node:dns'
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { type AddressPolicy, isAllowedAddress } from './allowed-address.ts'
import { guardedLookup, isNotAllowed, type Lookup } from './guarded-lookup.ts'
import type { TokenFailure } from './token-failure.ts'
import { isLoopback } from './token-url.ts'

/** A POST to a token endpoint. Shape: `privateNetwork` allows addresses in private ranges. */
export type TokenPost = {
  readonly url: URL
  readonly headers: Headers
  readonly body: string
  readonly timeoutMilliseconds: number
  readonly privateNetwork: boolean
}

/** Where requests may go beyond public addresses. Shape: names are looked up by the system unless `lookup` is given. */
export type FetchSettings = Pick<AddressPolicy, 'loopback'> & { readonly lookup?: Lookup }

/**
 * Sends one POST to a server that is not trusted.
 *
 * Only https (http to this machine where loopback is allowed), only to addresses that the policy allows after
 * resolution, never through a redirect, on a connection of its own (a reused one may be closing, and then
 * nobody knows whether the request was read), at most 1 MiB of answer.
 *
 * Effect: not safe to repeat; a refresh token may be spent by it.
 * Errors: rejects with a `TokenFailure` value: `EndpointForbidden`, or `ProviderUnavailable` whose
 * `mayBeApplied` is false exactly when no byte of the request can have arrived.
 */
export const guardedFetch =
  ({ loopback, lookup = systemLookup }: FetchSettings) =>
  async (post: TokenPost): Promise<Response> => {
    const { url, privateNetwork } = post
    const policy = { loopback, privateNetwork }
    if (url.protocol !== 'https:' && !(loopback && isLoopback(url))) throw forbidden('plain http')
    if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 && !isAllowedAddress(url.hostname, policy))
      throw forbidden('private address')
    const answer = await exchange(post, guardedLookup(lookup, policy))
    const body = await decompressed(answer.body, answer.message.headers['content-encoding'])
    return readable(answer.message, body)
  }

/** 1 MiB, compressed or not: a token answer is a few kilobytes. */
const MAX_BODY_BYTES = 1_048_576

type Answer = { readonly message: IncomingMessage; readonly body: Buffer }

const exchange = (
  { url, headers, body, timeoutMilliseconds }: TokenPost,
  lookup: LookupFunction,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    let connected = false
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest
    const request: ClientRequest = send(url, {
      method: 'POST',
      headers: { ...Object.fromEntries(headers), 'content-length': Buffer.byteLength(body) },
      agent: false,
      lookup,
    })
    const fail = (failure: TokenFailure) => {
      clearTimeout(timer)
      reject(failure)
      request.destroy()
    }
    const timer = setTimeout(() => fail(unavailable('timed out', connected)), timeoutMilliseconds)
    request.on('socket', (socket) =>
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
        connected = true
      }),
    )
    request.on('error', (error) =>
      fail(
        isNotAllowed(error)
          ? forbidden('private address')
          : unavailable(connected ? 'connection lost' : 'no connection', connected),
      ),
    )
    request.on('upgrade', (_, socket) => {
      socket.destroy()
      fail(unavailable('unreadable answer', true))
    })
    request.on('response', (message) => {
      // one buffer, not a list of pieces: a piece of one byte costs hundreds
      const bytes = Buffer.allocUnsafeSlow(MAX_BODY_BYTES)
      let received = 0
      message.on('data', (chunk: Buffer) => {
        chunk.copy(bytes, received)
        received += chunk.length
        if (received > MAX_BODY_BYTES) fail(unavailable('unreadable answer', true))
      })
      message.on('error', () => fail(unavailable('connection lost', true)))
      message.on('end', () => {
        clearTimeout(timer)
        resolve({ message, body: bytes.subarray(0, received) })
      })
    })
    request.end(body)
  })

const decompressed = async (body: Buffer, encoding: string | undefined): Promise<Buffer> => {
  const limits = { maxOutputLength: MAX_BODY_BYTES }
  try {
    switch (encoding) {
      case 'gzip':
        return await promisify<Buffer, object, Buffer>(gunzip)(body, limits)
      case 'deflate':
        return await promisify<Buffer, object, Buffer>(inflate)(body, limits)
      case 'br':
        return await promisify<Buffer, object, Buffer>(brotliDecompress)(body, limits)
      default:
        return body
    }
  } catch {
    throw unavailable('unreadable answer', true)
  }
}

/** A status that HTTP does not have, or a body under one that has none, is no answer. */
const readable = (message: IncomingMessage, body: Buffer): Response => {
  try {
    return new Response(body.length === 0 ? null : new Uint8Array(body), {
      status: message.statusCode,
      headers: kept(message),
    })
  } catch {
    throw unavailable('unreadable answer', true)
  }
}

/** Of an answer's headers only these are read. */
const kept = ({ headers: { date, 'retry-after': retryAfter } }: IncomingMessage): Headers =>
  new Headers({
    ...(date === undefined ? {} : { date }),
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
  })

const unavailable = (
  cause: (TokenFailure & { tag: 'ProviderUnavailable' })['cause'],
  mayBeApplied: boolean,
): TokenFailure => ({ tag: 'ProviderUnavailable', cause, mayBeApplied })

const forbidden = (reason: 'private address' | 'plain http'): TokenFailure => ({
  tag: 'EndpointForbidden',
  reason,
})
