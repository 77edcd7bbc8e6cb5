import * as t from 'io-ts'
import type { JsonObject } from '../gateway/operation.ts'

const Delayed = t.type({ DelaySeconds: t.number })
const Batch = t.type({ Entries: t.array(t.UnknownRecord) })

/** A call to SQS with its delays as the machine's clock has to keep them, where the account's runs faster. */
export const withFasterDelays = (input: JsonObject, speed: number): JsonObject => {
  if (speed === 1) return input
  if (Batch.is(input))
    return { ...input, Entries: input.Entries.map((entry) => withFasterDelays(entry, speed)) }
  return Delayed.is(input) ? { ...input, DelaySeconds: input.DelaySeconds / speed } : input
}
