import type { LocalSecret } from './secret.ts'
import type { FilterKey, SecretFilter } from './secret-input.ts'

/**
 * Tells whether a secret passes all filters of a ListSecrets call.
 *
 * Shape: values are prefixes. One filter passes when any of its plain values matches (or it has none)
 * and none of its values with `!` does. `tag-key` and `tag-value` each look at all tags: together they
 * do not ask for a pair.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html
 */
export const matchesFilters =
  (filters: readonly SecretFilter[]) =>
  (secret: LocalSecret): boolean =>
    filters.every((filter) => matches(filter, secret))

const matches = ({ Key, Values }: SecretFilter, secret: LocalSecret): boolean => {
  const wanted = Values.filter((value) => !value.startsWith('!'))
  const unwanted = Values.filter((value) => value.startsWith('!')).map((value) => value.slice(1))
  const found = (value: string): boolean => finds(Key, value, secret)
  return (wanted.length === 0 || wanted.some(found)) && !unwanted.some(found)
}

const finds = (key: FilterKey, value: string, secret: LocalSecret): boolean => {
  const attributes = attributesOf(key, secret)
  if (key !== 'all' && key !== 'description') return attributes.some((a) => a.startsWith(value))
  const folded = attributes.map((attribute) => attribute.toLowerCase())
  const words = key === 'all' ? value.toLowerCase().split(' ') : [value.toLowerCase()]
  const texts = key === 'all' ? folded.flatMap((attribute) => attribute.split(' ')) : folded
  return words.every((word) => texts.some((text) => text.startsWith(word)))
}

const attributesOf = (key: FilterKey, secret: LocalSecret): readonly string[] => {
  const keys = Object.keys(secret.tags)
  const values = Object.values(secret.tags)
  const { name, description = '', primaryRegion = '', owningService = '' } = secret
  switch (key) {
    case 'name':
      return [name]
    case 'description':
      return [description]
    case 'tag-key':
      return keys
    case 'tag-value':
      return values
    case 'primary-region':
      return [primaryRegion]
    case 'owning-service':
      return [owningService]
    case 'all':
      return [name, description, primaryRegion, owningService, ...keys, ...values]
  }
}
