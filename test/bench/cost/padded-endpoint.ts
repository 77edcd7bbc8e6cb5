import { startTokenEndpoint, type TokenEndpoint } from '../token-endpoint.ts'

/**
 * A token endpoint that answers at once, over TLS, as usual or with an answer that is nearly as large as any is read.
 *
 * Effect: `pad` makes its answers large, or usual again.
 */
export type PaddedEndpoint = TokenEndpoint & { readonly pad: (isPadded: boolean) => void }

/** Starts it. Effect: as `startTokenEndpoint`. */
export const startPaddedEndpoint = async (): Promise<PaddedEndpoint> => {
  let isPadded = false
  const endpoint = await startTokenEndpoint('https', () => (isPadded ? PADDING : {}))
  return {
    ...endpoint,
    pad: (wanted) => {
      isPadded = wanted
    },
  }
}

/** Just under 1 MiB with the tokens, in many fields, since these weigh more than a long one when they are read. */
const PADDING = Object.fromEntries(
  Array.from({ length: 19_700 }, (_, i) => [`field${10_000 + i}`, ''.padEnd(37, 'x')]),
)
