import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { DateTime } from '../codec/date-time.ts'
import { decode } from '../codec/decode.ts'
import type { ProviderState } from '../rotation/provider-state.ts'

/** The id of a provider's item in the ledger's table. */
export const providerItemId = (provider: string): string => `${PREFIX}${provider}`

/** The provider that an item of the ledger's table is about. */
export const providerOf = ({ id }: Attributes): string => id?.S?.slice(PREFIX.length) ?? ''

/** The attribute that says when a client was rejected. Shape: a key is never longer than a client's name and a hash. */
export const rejectionName = (key: string): string => `${REJECTED}${key}`

/**
 * Reads a provider's item.
 *
 * Shape: `outages` (a number), `openUntil`, `recoveredAt` and, per rejected client, `rejected:<key>` (ISO 8601 UTC). A
 * field that cannot be read counts as absent: the breaker is a courtesy.
 */
export const readProviderState = (attributes: Attributes): ProviderState => ({
  outages: Number(attributes.outages?.N ?? 0),
  openUntil: dateIn(attributes.openUntil),
  recoveredAt: dateIn(attributes.recoveredAt),
  rejectedClients: rejectionsIn(attributes),
})

/** The rejected clients of a provider's item, by their keys. */
export const rejectionsIn = (attributes: Attributes): ProviderState['rejectedClients'] =>
  new Map(
    Object.entries(attributes).flatMap(([name, value]) => {
      const at = dateIn(value)
      return name.startsWith(REJECTED) && at !== undefined
        ? [[name.slice(REJECTED.length), at] as const]
        : []
    }),
  )

type Attributes = Readonly<Record<string, AttributeValue>>

const PREFIX = 'provider#'
const REJECTED = 'rejected:'

const dateIn = (value: AttributeValue | undefined): Date | undefined => {
  const date = decode(DateTime)(value?.S)
  return E.isRight(date) ? date.right : undefined
}
