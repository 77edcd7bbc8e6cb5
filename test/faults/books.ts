import type { LocalVersion } from '../../lib/local/secrets-manager/secret.ts'
import { noteIn } from './credential-text.ts'
import type { Exchange } from './token-endpoint.ts'

/** A token that was answered, and whether a kill or a lost answer may have kept it from being stored. */
type Received = { readonly token: string; mayBeCutOff: boolean }

/**
 * What the suite knows of a credential's grant, since it sees every answer of the token endpoint.
 *
 * Shape: `newest` is the refresh token that the authorization server gave last in the grant that counts, which is the
 * person's last consent; `requests` and `refreshes` count what was asked and what was answered with a token.
 */
export type Books = {
  readonly exchanged: (exchange: Exchange) => void
  /** A kill: answers that are not stored yet may be lost by it. */
  readonly cutOff: () => void
  /** The newest answer is durable, though no version holds it. */
  readonly keptInEscrow: () => void
  readonly consented: (token: string) => void
  readonly edited: (text: string) => void
  readonly newest: () => string
  readonly isStored: () => boolean
  readonly isCutOff: () => boolean
  /** The note that a person wrote last, which must be there in the end. */
  readonly note: () => string | undefined
  readonly oldestText: () => string
  readonly requests: () => number
  readonly refreshes: () => number
  readonly beginCounting: () => void
}

/** Opens the books of a credential that was just created. */
export const openBooks = (
  firstToken: string,
  firstText: string,
  versions: () => readonly LocalVersion[],
): Books => {
  let chain: Received[] = [{ token: firstToken, mayBeCutOff: false }]
  let note = noteIn(firstText)
  let requests = 0
  let refreshes = 0
  const newest = (): Received => {
    const last = chain.at(-1)
    if (last === undefined) throw new Error('expected a first token')
    return last
  }
  const holds = (token: string): boolean =>
    versions().some(({ secretString = '' }) => secretString.includes(token))
  return {
    exchanged: ({ sent, received, isDelivered }) => {
      requests += 1
      if (received === undefined) return
      refreshes += 1
      // an answer to a token of a grant that a person replaced does not matter any more
      if (chain.some(({ token }) => token === sent))
        chain.push({ token: received, mayBeCutOff: !isDelivered })
    },
    cutOff: () => {
      for (const received of chain) if (!holds(received.token)) received.mayBeCutOff = true
    },
    keptInEscrow: () => {
      newest().mayBeCutOff = false
    },
    consented: (token) => {
      chain = [{ token, mayBeCutOff: false }]
    },
    edited: (text) => {
      note = noteIn(text)
    },
    newest: () => newest().token,
    isStored: () => holds(newest().token),
    isCutOff: () => newest().mayBeCutOff,
    note: () => note,
    oldestText: () => firstText,
    requests: () => requests,
    refreshes: () => refreshes,
    beginCounting: () => {
      requests = 0
      refreshes = 0
    },
  }
}
