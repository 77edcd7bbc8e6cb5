import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { decode } from '../codec/decode.ts'
import { type LedgerChanges, LedgerItem } from '../rotation/ledger-item.ts'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import { fromAttributes, toAttribute } from './attribute-value.ts'

/** Reads an item of the ledger's table. Errors: an item of another layout is not guessed at. */
export const readItem = (
  operation: string,
  attributes: Record<string, AttributeValue>,
): E.Either<AwsFailure, LedgerItem> =>
  pipe(
    decode(LedgerItem)(fromAttributes(attributes)),
    E.mapLeft((): AwsFailure => ({ tag: 'AwsFailure', operation, code: 'UnreadableLedgerItem' })),
  )

/** The parts of an UpdateItem that make these changes; every name is aliased, since several are reserved words. */
export const updateOf = (changes: LedgerChanges) => {
  const set: string[] = []
  const removed: string[] = []
  const names: Record<string, string> = {}
  const values: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) continue
    names[`#${name}`] = name
    if (value === null) {
      removed.push(`#${name}`)
    } else {
      set.push(`#${name} = :${name}`)
      values[`:${name}`] = toAttribute(value)
    }
  }
  const clauses = [
    ...(set.length === 0 ? [] : [`SET ${set.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`REMOVE ${removed.join(', ')}`]),
  ]
  return {
    UpdateExpression: clauses.join(' '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }
}
