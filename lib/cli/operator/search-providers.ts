import type { ProviderDefinition, Providers } from '../../provider/provider-definition.ts'

/** The providers whose id or name holds every word, in the order of their names. */
export const searchProviders = (
  providers: Providers,
  words: readonly string[],
): readonly ProviderDefinition[] =>
  [...providers.values()]
    .filter(({ id, name }) => {
      const text = `${id} ${name}`.toLowerCase()
      return words.every((word) => text.includes(word.toLowerCase()))
    })
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
