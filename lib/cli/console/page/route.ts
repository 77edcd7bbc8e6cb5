/** Where a reader of the console is. Shape: `id` is a credential's name or a provider's id; `query` the filters. */
export type Route = {
  readonly page:
    | 'fleet'
    | 'timeline'
    | 'credential'
    | 'providers'
    | 'provider'
    | 'about'
    | 'nowhere'
  readonly id: string
  readonly query: URLSearchParams
}

/** The pages that the head links to, and what they are called. */
export const PAGES = [
  ['fleet', 'Fleet'],
  ['timeline', 'Timeline'],
  ['providers', 'Providers'],
  ['about', 'About'],
] as const

/** Reads the part of the address after `#`; an empty one is the fleet. */
export const routeOf = (hash: string): Route => {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?')
  const [page = '', ...rest] = path.split('/')
  const id = decoded(rest.join('/'))
  const query = new URLSearchParams(search)
  if (page === '') return { page: 'fleet', id: '', query }
  if (page === 'credential' || page === 'provider')
    return { page: id === '' ? 'nowhere' : page, id, query }
  const known = PAGES.find(([name]) => name === page)?.[0]
  return { page: rest.length > 0 ? 'nowhere' : (known ?? 'nowhere'), id: '', query }
}

/** The address of a page; filters that say nothing are left out. */
export const linkTo = (
  page: Route['page'],
  {
    id = '',
    query = {},
  }: { readonly id?: string; readonly query?: Readonly<Record<string, string>> } = {},
): string => {
  const said = Object.entries(query).filter(([, value]) => value !== '')
  const search = new URLSearchParams(said).toString()
  return `#/${page}${id === '' ? '' : `/${encodeURIComponent(id)}`}${search === '' ? '' : `?${search}`}`
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
