/** A query with some of it changed; another filter begins at the first page. */
export const changed = (
  query: URLSearchParams,
  change: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => ({ ...Object.fromEntries(query), page: '', ...change })
