import type { ProviderDefinition } from '../../provider/provider-definition.ts'
import { providersPage } from '../../provider/providers-page.ts'

/** Everything about one provider, as the page of all providers tells it, without Markdown. */
export const providerText = (definition: ProviderDefinition): string => {
  const page = providersPage([definition])
  return withoutMarkdown(page.slice(page.indexOf(HEADING) + HEADING.length)).trimEnd()
}

/** What a provider is called, how it is refreshed and what it takes: the row of the page's table. */
export const providerCells = (definition: ProviderDefinition): readonly string[] => {
  const row = providersPage([definition])
    .split('\n')
    .find((line) => line.startsWith('| ['))
  const [name = '', id = '', ...facts] = (row ?? '')
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => withoutMarkdown(cell.replaceAll('\\|', '|')).trim())
  return [id, name.replace(/^\[(.*)\]\(#.*\)$/, '$1'), ...facts]
}

/** The columns of `providerCells`. */
export const PROVIDER_COLUMNS = ['id', 'name', 'access token', 'refresh token', 'takes'] as const

const HEADING = '\n## '

/** What links, code and anchors of the page look like in plain text. */
const withoutMarkdown = (text: string): string =>
  text
    .replace(/<a id="[^"]*"><\/a>/g, '')
    .replace(/<(https:[^>]*)>/g, '$1')
    .replace(/\[([^\]]*)\]\(README\.md[^)]*\)/g, '$1')
    .replaceAll('`', '')
