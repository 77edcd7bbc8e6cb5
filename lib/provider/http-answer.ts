import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { unavailable } from './unavailable.ts'

/** 1 MiB, compressed or not: a token answer is a few kilobytes. */
export const MAX_BODY_BYTES = 1_048_576

/** An answer as it came, its body still compressed. */
export type HttpAnswer = { readonly message: IncomingMessage; readonly body: Buffer }

/**
 * Makes a response of an answer.
 *
 * Errors: rejects with `ProviderUnavailable` when it is too large or cannot be read.
 */
export const asResponse = async ({ message, body }: HttpAnswer): Promise<Response> =>
  readable(message, await decompressed(body, message.headers['content-encoding']))

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
