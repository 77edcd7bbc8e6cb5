const numbers = new Map<string, number>()
const known = new WeakMap<object, number>()

const legible = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value

const numberOf = (text: string): number => {
  const number = numbers.get(text) ?? numbers.size
  numbers.set(text, number)
  return number
}

/** A number for a plain value: the same for equal values, another one for others. */
export const keyOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return numberOf(String(JSON.stringify(value)))
  const key = known.get(value) ?? numberOf(JSON.stringify(value, legible))
  known.set(value, key)
  return key
}
