import type { SendPost } from '../../lib/provider/token/token-request.ts'

/**
 * The token endpoints of all providers. A refresh token `refresh-<credential>-<n>` works once, and a second use of it
 * kills the grant; while a provider is down it answers 503 and carries nothing out.
 */
export const tokenEndpoint = (now: () => Date) => {
  const newest = new Map<string, number>()
  const dead = new Set<string>()
  const down = new Set<string>()
  const asked: { readonly host: string; readonly at: Date }[] = []
  const post: SendPost = async ({ url, body }) => {
    const { host } = new URL(url)
    asked.push({ host, at: now() })
    if (down.has(host)) return new Response('down for maintenance', { status: 503 })
    const [, credential = '', n = ''] = (
      new URLSearchParams(body).get('refresh_token') ?? ''
    ).split('-')
    const grant = `${host}/${credential}`
    const current = newest.get(grant) ?? 0
    if (Number(n) !== current) dead.add(grant)
    if (dead.has(grant)) return Response.json({ error: 'invalid_grant' }, { status: 400 })
    newest.set(grant, current + 1)
    return Response.json({
      access_token: `access-${credential}-${current + 1}`,
      refresh_token: `refresh-${credential}-${current + 1}`,
      token_type: 'bearer',
      expires_in: 3600,
    })
  }
  return { post, down, dead, asked }
}
