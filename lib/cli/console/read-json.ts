import type { IncomingMessage } from 'node:http'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as J from 'fp-ts/Json'

/** Reads the JSON of a request. Shape: `undefined` for what is none, or longer than 4 kB. */
export const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > MOST_BYTES) return undefined
    chunks.push(bytes)
  }
  return pipe(
    J.parse(Buffer.concat(chunks).toString('utf8')),
    E.getOrElseW(() => undefined),
  )
}

const MOST_BYTES = 4096
