import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'

/** The path under which a person is asked, followed by the id of the interaction. */
export const LOGIN_ROUTE = '/login/'

/** The person who logs in at the demo. */
const ACCOUNT_ID = 'ada'

/**
 * Answers the page at which a person logs in and consents in one click, and what the click sends. There is no password:
 * the server is on this machine, and nothing of the demo is worth one.
 *
 * Effect: a click on Allow makes a grant for the client; a click on Deny refuses.
 * Errors: an expired or foreign interaction is answered with 400 and a sentence.
 */
export const loginPages =
  (provider: Provider) =>
  async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const { params, uid } = await provider.interactionDetails(request, response)
      const clientId = String(params.client_id)
      if (request.method === 'POST') {
        const isAllowed = (await bodyOf(request)).get('answer') === 'allow'
        const result = isAllowed
          ? {
              login: { accountId: ACCOUNT_ID },
              consent: { grantId: await grantFor(provider, clientId, String(params.scope ?? '')) },
            }
          : { error: 'access_denied', error_description: 'denied by the person' }
        await provider.interactionFinished(request, response, result)
        return
      }
      response.writeHead(200, HEADERS).end(page(clientId, `${LOGIN_ROUTE}${uid}`))
    } catch {
      response
        .writeHead(400, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' })
        .end('this login is over or was begun in another browser; begin it again\n')
    }
  }

const grantFor = (provider: Provider, clientId: string, scope: string): Promise<string> => {
  const grant = new provider.Grant({ accountId: ACCOUNT_ID, clientId })
  grant.addOIDCScope(scope)
  return grant.save()
}

const bodyOf = async (request: IncomingMessage): Promise<URLSearchParams> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

/** Chromium holds `form-action` against where the form leads in the end, which is the client, so it is not set. */
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
}

const page = (clientId: string, action: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Log in</title>
<main>
<h1>Log in</h1>
<p>This page stands in for the provider's. May the app <strong>${escaped(clientId)}</strong> use your account?</p>
<form method="post" action="${escaped(action)}">
<button name="answer" value="allow">Allow</button>
<button name="answer" value="deny">Deny</button>
</form>
</main>
</html>
`

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
