import * as t from 'io-ts'
import { optional } from '../codec/optional.ts'
import { Seconds } from '../codec/seconds.ts'

/** What a sweep needs to know of a provider: little, so that Sweep does not have to load what decodes the rest. */
export const SweptProvider = t.type(
  { accessTokenLifetimeSeconds: optional(Seconds) },
  'a provider definition',
)
export type SweptProvider = t.TypeOf<typeof SweptProvider>

/** The providers that a sweep knows, by id. */
export type SweptProviders = Pick<ReadonlyMap<string, SweptProvider>, 'get' | 'has'>
