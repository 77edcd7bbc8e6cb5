/** A part of a provider's page. */
export type ProviderBlock =
  | { readonly tag: 'List'; readonly lines: readonly string[] }
  | { readonly tag: 'Paragraph'; readonly text: string }

/** Parts lines: what begins with a hyphen is a list, what an empty line ends is a paragraph. */
export const blocksOf = (lines: readonly string[]): readonly ProviderBlock[] =>
  lines
    .join('\n')
    .split(/\n{2,}/)
    .map((part) => part.trim().split('\n'))
    .flatMap((part): readonly ProviderBlock[] => {
      const items = part.filter((line) => line.startsWith('- ')).map((line) => line.slice(2))
      const text = part.filter((line) => !line.startsWith('- ')).join(' ')
      return [
        ...(text === '' ? [] : [{ tag: 'Paragraph' as const, text }]),
        ...(items.length === 0 ? [] : [{ tag: 'List' as const, lines: items }]),
      ]
    })

/** Parts a text at its web addresses; what ends a sentence, or a bracket, is no part of one. */
export const linkedParts = (text: string): readonly string[] =>
  text.split(/(https:\/\/[^\s<>"]*[^\s<>".,;:)])/).filter((part) => part !== '')

/** Whether a part is an address that can be followed; one with {variables} leads nowhere. */
export const isAddress = (part: string): boolean => /^https:\/\/[^{}]+$/.test(part)
