/**
 * Resolves a template's references and joins to text: `<Queue.Arn>`, `arn:<AWS::Partition>:…`.
 *
 * The eight digits at the end of a logical id are left out: they say nothing to a reader.
 */
export const legible = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(legible)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [key, argument] = entries[0] ?? []
  if (entries.length === 1 && key === 'Ref') return `<${word(argument)}>`
  if (entries.length === 1 && key === 'Fn::GetAtt') return `<${word(argument[0])}.${argument[1]}>`
  if (entries.length === 1 && key === 'Fn::Join') return argument[1].map(legible).join(argument[0])
  return Object.fromEntries(entries.map(([name, field]) => [name, legible(field)]))
}

const word = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '')
