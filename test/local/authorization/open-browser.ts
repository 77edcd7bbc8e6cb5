/**
 * A person's browser without pages: keeps cookies, and follows redirects up to those that lead to `stopsAt`.
 *
 * Shape: `url` is where it ended, `response` what it was answered last.
 */
export const openBrowser = (stopsAt?: string) => {
  const cookies = new Map<string, string>()
  const visit = async (
    url: URL,
    init: RequestInit = {},
  ): Promise<{ url: URL; response: Response }> => {
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) return { url, response }
    const next = new URL(location, url)
    return stopsAt !== undefined && next.href.startsWith(stopsAt)
      ? { url: next, response }
      : visit(next)
  }
  return {
    visit,
    answer: (page: URL, answer: 'allow' | 'deny') =>
      visit(page, { method: 'POST', body: new URLSearchParams({ answer }) }),
  }
}
