import type * as t from 'io-ts'
import type { Credential } from './credential.ts'

/** Values that a format writes; null stands for "not known". */
export type StoredFields = Readonly<Record<string, string | number | null>>

/**
 * One way of storing a credential as JSON text.
 *
 * Shape: `id` is what tags and provider definitions call it; `codec` reads the format's own fields and writes them
 * back; `recognises` tells the format from the keys of an object whose tags do not name one.
 */
export type Format = {
  readonly id: string
  readonly codec: t.Type<Credential, StoredFields, unknown>
  readonly recognises: (keys: ReadonlySet<string>) => boolean
}
