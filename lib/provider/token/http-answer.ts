import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { unavailable } from './unavailable.ts'

/** 1 MiB, compressed or not: a token answer is a few kilobytes. */
export const MAX_BODY_BYTES = 1_048_576

/**
 * What a token endpoint answered.
 *
 * A `Response` is one; ours are not made as such, since Node.js needs 25 ms to load what makes them.
 */
export type Answer = Pick<Response, 'status' | 'ok' | 'text'> & {
  readonly headers: Pick<Headers, 'get'>
}

/** An answer as it came, its body still compressed. */
export type HttpAnswer = { readonly message: IncomingMessage; readonly body: Buffer }

/**
 * Decompresses an answer.
 *
 * Errors: rejects with `ProviderUnavailable` when it is too large or cannot be read.
 */
export const readable = async ({ message, body }: HttpAnswer): Promise<Answer> =>
  asAnswer(message, await decompressed(body, message.headers['content-encoding']))

/** Asked for `identity`, some gateways compress all the same, and a token in an answer that is not understood is lost. */
const decompressed = async (body: Buffer, coding = 'identity'): Promise<Buffer> => {
  const unpack = UNPACK.get(coding.trim().toLowerCase())
  if (unpack === undefined) return body
  try {
    return await unpack(body, { maxOutputLength: MAX_BODY_BYTES })
  } catch {
    throw unavailable('unreadable answer', true)
  }
}

type Limits = { readonly maxOutputLength: number }

const gunzipped = promisify<Buffer, Limits, Buffer>(gunzip)
const unwrapped = promisify<Buffer, Limits, Buffer>(inflate)
const inflated = promisify<Buffer, Limits, Buffer>(inflateRaw)

/** Some servers leave out the wrapping that `deflate` has; its first byte tells. Source: RFC 1950 section 2.2 */
const deflated = (body: Buffer, limits: Limits): Promise<Buffer> => {
  const isWrapped = ((body[0] ?? 0) & 0x0f) === 8
  return isWrapped ? unwrapped(body, limits) : inflated(body, limits)
}

/** Source: RFC 9110 section 8.4.1; names are case-insensitive */
const UNPACK: ReadonlyMap<string, typeof deflated> = new Map([
  ['gzip', gunzipped],
  ['x-gzip', gunzipped],
  ['deflate', deflated],
  ['br', promisify<Buffer, Limits, Buffer>(brotliDecompress)],
])

/** A status that HTTP does not have, or a body under one that has none, is no answer. */
const asAnswer = ({ statusCode: status = 0, headers }: IncomingMessage, body: Buffer): Answer => {
  if (status < 200 || status > 599 || (BODILESS.includes(status) && body.length > 0))
    throw unavailable('unreadable answer', true)
  const kept = new Map<string, string | undefined>(KEPT.map((name) => [name, headers[name]]))
  return {
    status,
    ok: status < 300,
    headers: { get: (name) => kept.get(name) ?? null },
    text: async () => UTF_8.decode(body),
  }
}

/** Made once, since that takes longer than an answer. */
const UTF_8 = new TextDecoder()

/** Source: RFC 9110 sections 15.3.5, 15.3.6 and 15.4.5 */
const BODILESS: readonly number[] = [204, 205, 304]

/** Of an answer's headers only these are read. */
const KEPT = ['date', 'retry-after'] as const
