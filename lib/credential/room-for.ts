import type { Problem } from '../codec/decode.ts'
import type { Format, ProviderFacts } from './format.ts'

/**
 * Says why a format cannot hold what a provider will answer, or `undefined` where it can.
 *
 * It is asked before the refresh: afterwards the old refresh token may be spent, and the new one has no place.
 */
export const roomFor = (
  format: Pick<Format, 'id' | 'cannotHold'>,
  facts: ProviderFacts,
): Problem | undefined => {
  const expected = format.cannotHold?.(facts)
  return expected === undefined
    ? undefined
    : { path: '', expected: `${expected}, since its format is ${format.id}` }
}
