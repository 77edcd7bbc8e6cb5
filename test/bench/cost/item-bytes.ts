import type { AttributeValue } from '@aws-sdk/client-dynamodb'

/**
 * How large an item counts for DynamoDB, in bytes: the names of its attributes and their values.
 *
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemBytes = (item: Readonly<Record<string, AttributeValue>>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0)

const valueBytes = (value: AttributeValue): number => {
  if (value.S !== undefined) return textBytes(value.S)
  if (value.B !== undefined) return value.B.length
  if (value.N !== undefined) return Math.ceil(value.N.length / 2) + 1
  if (value.M !== undefined) return 3 + itemBytes(value.M) + Object.keys(value.M).length
  if (value.L !== undefined)
    return value.L.reduce((sum, element) => sum + valueBytes(element) + 1, 3)
  return 1
}

const textBytes = (text: string): number => Buffer.byteLength(text)
