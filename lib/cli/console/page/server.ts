import type { ActionAnswer, Refusal } from '../page-data.ts'

/** What became of a request: an answer, or why there is none. */
export type Reply<A> =
  | { readonly tag: 'Answered'; readonly answer: A }
  | { readonly tag: 'Refused'; readonly problem: string }

const KEY = 'token-rotation-console'

/**
 * Takes the token out of the address, so that it is not in the history, and keeps it as long as the tab is open.
 *
 * Shape: whether there is one.
 */
export const takeToken = (): boolean => {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
  if (given !== undefined) {
    sessionStorage.setItem(KEY, given)
    history.replaceState(null, '', '#/fleet')
  }
  return sessionStorage.getItem(KEY) !== null
}

/** Asks the server. Shape: `path` is what follows `/api/`; the types of the answers are those of the routes. */
export const ask = <A>(path: string, signal?: AbortSignal): Promise<Reply<A>> =>
  send<A>(path, signal === undefined ? {} : { signal })

/** Has the server do something with a credential. Shape: `more` is what this order is told besides its name. */
export const order = <A = ActionAnswer>(
  action: string,
  name: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Reply<A>> =>
  send<A>(action, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...more, name }),
  })

const send = async <A>(path: string, init: RequestInit): Promise<Reply<A>> => {
  try {
    const response = await fetch(`/api/${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ''}` },
    })
    const body: unknown = await response.json()
    // page and server are one build: what the server sends is what page-data.ts says
    return response.ok
      ? { tag: 'Answered', answer: body as A }
      : { tag: 'Refused', problem: (body as Refusal).problem }
  } catch {
    return { tag: 'Refused', problem: 'the console does not answer: is its command still running?' }
  }
}
