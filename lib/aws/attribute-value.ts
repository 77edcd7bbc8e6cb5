import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/** What the ledger keeps. Shape: a field that is undefined is left out. */
export type LedgerValue =
  | string
  | number
  | Date
  | Uint8Array
  | { readonly [field: string]: LedgerValue | undefined }

/** Writes a value as DynamoDB has it; dates as ISO 8601 UTC with milliseconds, so that they compare as strings. */
export const toAttribute = (value: LedgerValue): AttributeValue => {
  if (typeof value === 'string') return { S: value }
  if (typeof value === 'number') return { N: String(value) }
  if (value instanceof Date) return { S: value.toISOString() }
  if (value instanceof Uint8Array) return { B: value }
  return { M: toAttributes(value) }
}

/** Writes the attributes of an item, or of a map in it. */
export const toAttributes = (fields: {
  readonly [field: string]: LedgerValue | undefined
}): Record<string, AttributeValue> => {
  const attributes: Record<string, AttributeValue> = {}
  for (const [name, value] of Object.entries(fields))
    if (value !== undefined) attributes[name] = toAttribute(value)
  return attributes
}

/**
 * Reads a value as `toAttribute` wrote it; one of a kind that it never writes stays as it is, which no field of the
 * ledger accepts.
 */
export const fromAttribute = (attribute: AttributeValue): unknown => {
  if (attribute.S !== undefined) return attribute.S
  if (attribute.N !== undefined) return Number(attribute.N)
  if (attribute.B !== undefined) return attribute.B
  return attribute.M === undefined ? attribute : fromAttributes(attribute.M)
}

/** Reads the attributes of an item, or of a map in it. */
export const fromAttributes = (
  attributes: Readonly<Record<string, AttributeValue>>,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, attribute]) => [name, fromAttribute(attribute)]),
  )
