import type { ProviderDefinition } from '../provider-definition.ts'

/**
 * What a person has to know before a login at a provider: where it is, what is asked for whatever else is, what it needs.
 *
 * Shape: lines of Markdown; none where nobody logs in.
 */
export const loginLines = (definition: ProviderDefinition): readonly string[] => {
  const { authorizationUrl, deviceAuthorizationUrl, grant } = definition
  const ways = [
    ...(authorizationUrl === undefined ? [] : [`at \`${authorizationUrl}\``]),
    ...(deviceAuthorizationUrl === undefined ? [] : ['with a code on another device']),
  ]
  if (ways.length > 0)
    return [`- log in ${[ways.join(', or '), ...needsOf(definition)].join('; ')}`]
  return grant === 'refresh_token' || grant === 'access_token'
    ? ['- `authorize` knows no login here: hand tokens over with `token-rotation add --from`']
    : []
}

const needsOf = ({
  authorizationHosts,
  authorizationParameters,
  codeExchange,
  loopbackRedirect,
}: ProviderDefinition): readonly string[] => {
  const hosts = Object.entries(authorizationHosts ?? {})
  const scope = authorizationParameters?.scope
  return [
    ...hosts.map(([token, page]) => `for \`${token}\` at \`${page}\``),
    ...(scope === undefined ? [] : [`asks for the scope \`${scope}\``]),
    ...(codeExchange?.clientAuth === undefined ? [] : ["needs the app's client secret"]),
    ...(loopbackRedirect === 'none'
      ? [
          'the redirect URI is https (`--redirect-uri`), and the address that the browser ends at is pasted',
        ]
      : []),
  ]
}
