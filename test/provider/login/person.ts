/**
 * A person with a browser that has cookies and forms, and nothing else; it goes nowhere that begins with `closed`.
 *
 * Shape: `visit` follows redirects and gives the address it ends at and the page; `submit` sends the page's form with
 * what the person enters.
 */
export const person = (closed?: string) => {
  const jar = new Map<string, string>()
  const visit = async (address: string | URL, form?: URLSearchParams): Promise<Visited> => {
    let url = new URL(address)
    let body = form
    for (let hops = 0; hops < 20; hops++) {
      const response = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
        redirect: 'manual',
        ...(body === undefined ? {} : { body }),
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        if (value === '') jar.delete(name)
        else jar.set(name, value)
      }
      const location = response.headers.get('location')
      if (location === null)
        return {
          url,
          status: response.status,
          headers: response.headers,
          page: await response.text(),
        }
      url = new URL(location, url)
      if (closed !== undefined && url.href.startsWith(closed))
        return { url, status: 0, headers: response.headers, page: '' }
      body = undefined
    }
    throw new Error('expected fewer redirects')
  }
  return {
    visit,
    submit: ({ url, page }: Visited, entered: Readonly<Record<string, string>>) => {
      const [, action] = /<form[^>]*action="([^"]+)"/.exec(page) ?? []
      if (action === undefined) throw new Error('expected a page with a form')
      const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
      return visit(
        new URL(action, url),
        new URLSearchParams({
          ...Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])),
          ...entered,
        }),
      )
    },
  }
}

/** Where a person's browser ended. */
export type Visited = {
  readonly url: URL
  readonly status: number
  readonly headers: Headers
  readonly page: string
}

/** Logs in and consents at the pages of a login server, and gives where the browser ends. */
export const logIn = async (address: string, { visit, submit } = person()): Promise<Visited> =>
  submit(await submit(await visit(address), { login: 'ada', password: 'planted-password' }), {})
