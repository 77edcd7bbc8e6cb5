import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { decode } from '../codec/decode.ts'
import { type LedgerChanges, LedgerItem } from '../rotation/ledger-item.ts'
import type { AwsFailure } from '../rotation/rotation-error.ts'

/** Reads an item of the ledger's table. Errors: an item of another layout is not guessed at. */
export const readItem = (
  operation: string,
  attributes: Record<string, AttributeValue>,
): E.Either<AwsFailure, LedgerItem> =>
  pipe(
    decode(LedgerItem)(unmarshall(attributes)),
    E.mapLeft((): AwsFailure => ({ tag: 'AwsFailure', operation, code: 'UnreadableLedgerItem' })),
  )

/** The parts of an UpdateItem that make these changes; every name is aliased, since several are reserved words. */
export const updateOf = (changes: LedgerChanges) => {
  const fields = Object.entries(changes).filter(([, value]) => value !== undefined)
  const set = fields.filter(([, value]) => value !== null)
  const removed = fields.filter(([, value]) => value === null)
  const parts = [
    set.length === 0 ? '' : `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}`,
    removed.length === 0 ? '' : `REMOVE ${removed.map(([name]) => `#${name}`).join(', ')}`,
  ]
  return {
    UpdateExpression: parts.filter((part) => part !== '').join(' '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall(
      Object.fromEntries(set.map(([name, value]) => [`:${name}`, plain(value)])),
      { removeUndefinedValues: true },
    ),
  }
}

/** Dates are written as ISO 8601 UTC with milliseconds, so that they compare as strings. */
export const plain = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}
