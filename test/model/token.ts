/** A refresh token `refresh-<grant>-<n>`: the n-th of its grant. */
export type Token = { readonly grant: number; readonly n: number }

/** Reads a refresh token, or a text that carries one. */
export const readToken = (text: string): Token => {
  const [, grant, n] = /refresh-(\d+)-(\d+)/.exec(text) ?? []
  return { grant: Number(grant ?? -1), n: Number(n ?? -1) }
}

/** Whether the other token is of the same grant and was answered later. */
export const isNewer = (other: Token, { grant, n }: Token): boolean =>
  other.grant === grant && other.n > n
