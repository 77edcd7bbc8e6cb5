import { createHash } from 'node:crypto'

/**
 * A short, salted trace of a refresh token, enough to know it again and nothing more.
 *
 * Shape: 8 bytes of SHA-256 over the salt and the token.
 */
export const fingerprint = (salt: Uint8Array, token: string): Uint8Array =>
  new Uint8Array(createHash('sha256').update(salt).update(token).digest().subarray(0, LENGTH))

/** Whether two fingerprints are of the same token. */
export const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) === 0

/** Fingerprints of spent refresh tokens, oldest first, one after the other in one binary value. */
export type SpentTokens = Uint8Array

/** Whether a token's fingerprint is among the spent ones. */
export const isSpent = (spent: SpentTokens | undefined, print: Uint8Array): boolean =>
  list(spent).some((other) => isSame(other, print))

/**
 * The spent tokens after a refresh: with the one that was sent, if another one answered it, and without the one
 * in use.
 *
 * Shape: keeps the first 20 and the last 60, so that a template's very old token is still known.
 */
export const afterRefresh = (
  spent: SpentTokens | undefined,
  sent: Uint8Array | undefined,
  answered: Uint8Array | undefined,
): SpentTokens => {
  const known = list(spent).filter((print) => !isSame(print, sent) && !isSame(print, answered))
  const all = sent === undefined || isSame(sent, answered) ? known : [...known, sent]
  const kept = all.length <= FIRST + LAST ? all : [...all.slice(0, FIRST), ...all.slice(-LAST)]
  return new Uint8Array(Buffer.concat(kept))
}

const LENGTH = 8
const FIRST = 20
const LAST = 60

const list = (spent: SpentTokens = new Uint8Array()): readonly Uint8Array[] =>
  Array.from({ length: Math.floor(spent.length / LENGTH) }, (_, i) =>
    spent.subarray(i * LENGTH, (i + 1) * LENGTH),
  )
