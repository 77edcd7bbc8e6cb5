import { lookup as systemLookup } from 'node:dns'
import type { ClientRequest } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { SecureContext } from 'node:tls'
import * as E from 'fp-ts/Either'
import { type ClientCertificate, secureContext } from '../client/client-certificate.ts'
import { clientUnusable } from '../client/client-unusable.ts'
import { type AddressPolicy, isAllowedAddress } from './allowed-address.ts'
import { guardedLookup, isNotAllowed, type Lookup } from './guarded-lookup.ts'
import { type Answer, type HttpAnswer, MAX_BODY_BYTES, readable } from './http-answer.ts'
import type { TokenFailure } from './token-failure.ts'
import { isLoopback } from './token-url.ts'
import { unavailable } from './unavailable.ts'

/**
 * A request to a token endpoint.
 *
 * Shape: `certificate` is shown to a server that asks for one; `privateNetwork` allows addresses in private ranges.
 */
export type TokenPost = {
  readonly url: URL
  readonly method: 'POST' | 'GET'
  /** By their lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMilliseconds: number
  readonly privateNetwork: boolean
  readonly certificate?: ClientCertificate | undefined
}

/** Where requests may go beyond public addresses. Shape: names are looked up by the system unless `lookup` is given. */
export type FetchSettings = Pick<AddressPolicy, 'loopback'> & { readonly lookup?: Lookup }

/**
 * Sends one request to a server that is not trusted.
 *
 * Only https (http to this machine where loopback is allowed), only to addresses that the policy allows after
 * resolution, never through a redirect, on a connection of its own (a reused one may be closing, and then
 * nobody knows whether the request was read), at most 1 MiB of answer.
 *
 * Effect: not safe to repeat; a refresh token may be spent by it.
 * Errors: rejects with a `TokenFailure` value: `EndpointForbidden`, `ClientUnusable` (the certificate cannot be used, or
 * the server refuses it before it reads the request), or `ProviderUnavailable` whose `mayBeApplied` is false exactly when
 * the server cannot have read a byte of the request.
 */
export const guardedFetch =
  ({ loopback, lookup = systemLookup }: FetchSettings) =>
  async (post: TokenPost): Promise<Answer> => {
    const { url, privateNetwork } = post
    const policy = { loopback, privateNetwork }
    if (url.protocol !== 'https:' && !(loopback && isLoopback(url))) throw forbidden('plain http')
    if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 && !isAllowedAddress(url.hostname, policy))
      throw forbidden('private address')
    const request = url.protocol === 'https:' ? httpsRequest : await httpRequest()
    return readable(await exchange(post, request, guardedLookup(lookup, policy), identityOf(post)))
  }

/**
 * Makes a connection for every request, and lets it resume the TLS session of the last one, which spares both sides most of
 * a handshake. It tells sessions apart by host and not by the client's certificate, so a request with one has no part in it.
 */
const resuming = new Agent({ keepAlive: false })

type Request = typeof httpsRequest

/** Imported where it is needed: an ES module that imports it loads a client for the web too, a third of a function's start. */
const httpRequest = async (): Promise<Request> => (await import('node:http')).request

type Identity = { readonly secureContext?: SecureContext }

/** A client's secret is read with the same check, so that only a certificate from elsewhere fails here. */
const identityOf = ({ certificate }: TokenPost): Identity => {
  if (certificate === undefined) return {}
  const context = secureContext(certificate)
  if (E.isLeft(context)) throw clientUnusable('UnusableCertificate')
  return { secureContext: context.right }
}

const exchange = (
  { url, method, headers, body, timeoutMilliseconds }: TokenPost,
  send: Request,
  lookup: LookupFunction,
  identity: Identity,
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    let connected = false
    const request: ClientRequest = send(url, {
      method,
      headers: {
        ...headers,
        ...(method === 'GET' && body === '' ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
      agent: url.protocol === 'https:' && identity.secureContext === undefined ? resuming : false,
      lookup,
      ...identity,
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
    request.on('error', (error) => {
      if (isNotAllowed(error)) fail(forbidden('private address'))
      else if (isCertificateRefused(error)) fail(clientUnusable('CertificateRefused'))
      else fail(unavailable(connected ? 'connection lost' : 'no connection', connected))
    })
    request.on('upgrade', (_, socket) => {
      socket.destroy()
      fail(unavailable('unreadable answer', true))
    })
    request.on('response', (message) => {
      // one buffer that doubles, not a list of pieces: a piece of one byte costs hundreds
      let bytes: Buffer = Buffer.allocUnsafeSlow(USUAL_BODY_BYTES)
      let received = 0
      message.on('data', (chunk: Buffer) => {
        const end = received + chunk.length
        if (end > MAX_BODY_BYTES) return fail(unavailable('unreadable answer', true))
        if (end > bytes.length) bytes = enlarged(bytes, end)
        chunk.copy(bytes, received)
        received = end
      })
      message.on('error', () => fail(unavailable('connection lost', true)))
      message.on('end', () => {
        clearTimeout(timer)
        resolve({ message, body: bytes.subarray(0, received) })
      })
    })
    request.end(body)
  })

const USUAL_BODY_BYTES = 8192

const enlarged = (bytes: Buffer, needed: number): Buffer => {
  const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, needed))
  bytes.copy(larger)
  return larger
}

/**
 * In TLS 1.3 a client's handshake ends before the server has looked at its certificate; a server that refuses it says so
 * in an alert, and has read nothing of the request.
 *
 * Source: RFC 8446 sections 4.4.2.4 and 6.2
 */
const isCertificateRefused = (error: Error): boolean =>
  'code' in error && /^ERR_SSL_.*_ALERT_(\w*CERTIFICATE\w*|UNKNOWN_CA)$/.test(String(error.code))

const forbidden = (reason: 'private address' | 'plain http'): TokenFailure => ({
  tag: 'EndpointForbidden',
  reason,
})
