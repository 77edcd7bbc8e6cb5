/**
 * Puts a client's proof into a token request: its parameters, or its headers by their lower-case names.
 *
 * Errors: rejects with a `ClientUnusable` value before anything is sent.
 */
export type ProveClient = (
  clientId: string,
  parameters: URLSearchParams,
  headers: Record<string, string>,
) => void | Promise<void>
