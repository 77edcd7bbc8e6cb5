import type { ClientAuthMethod } from './client-auth-method.ts'
import type { ProviderDefinition } from './provider-definition.ts'
import { isTooShortLived } from './short-lived.ts'
import { timeSpan } from './time-span.ts'

/**
 * The page that tells people which providers are known: Markdown, from the catalogue alone.
 *
 * Shape: a table with one line per provider, then a section per provider with its sources.
 */
export const providersPage = (definitions: readonly ProviderDefinition[]): string => {
  const sorted = definitions.toSorted((a, b) => a.name.localeCompare(b.name, 'en'))
  return `${[
    INTRODUCTION(definitions.length),
    table(sorted),
    ...sorted.map((definition) => section(definition)),
  ].join('\n\n')}\n`
}

const INTRODUCTION = (count: number): string => `# Providers

<!-- Generated from lib/provider/catalogue by \`npm run providers\`. Do not edit. -->

The ${count} providers that the catalogue knows. Put the id into the tag \`token-rotation:provider\` of the secret. A provider that is not here is [a definition of yours](README.md#custom-providers), or [a file for the catalogue](CONTRIBUTING.md#add-a-provider).

What nobody documents is left open: no figure here is a guess, and each has its source. *Unconfirmed* figures come from one source that is not the provider's own.`

const table = (definitions: readonly ProviderDefinition[]): string =>
  [
    '| provider | id | access token lives | refresh token | to add it |',
    '|---|---|---|---|---|',
    ...definitions.map((definition) =>
      row(
        `[${definition.name}](#${definition.id})`,
        `\`${definition.id}\``,
        figure(definition, 'accessTokenLifetimeSeconds', timeSpan) ?? '',
        whatIsRefreshed(definition),
        whatItTakes(definition),
      ),
    ),
  ].join('\n')

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const section = (definition: ProviderDefinition): string =>
  [
    `## <a id="${definition.id}"></a>${definition.name}`,
    bulletsOf(definition).join('\n'),
    ...(definition.notes.length === 0 ? [] : [definition.notes.join(' ')]),
    ...(definition.whenRejected === undefined
      ? []
      : [`When it rejects a refresh token: ${definition.whenRejected}.`]),
    sourcesOf(definition),
  ].join('\n\n')

const bulletsOf = (definition: ProviderDefinition): readonly string[] => {
  const lives = figure(definition, 'accessTokenLifetimeSeconds', timeSpan)
  return [
    `- id \`${definition.id}\`, token URL \`${definition.tokenUrl}\``,
    ...Object.entries(definition.variables).map(([name, rules]) => `- ${variable(name, rules)}`),
    `- client: ${clientOf(definition)}`,
    ...(lives === undefined
      ? []
      : [
          `- an access token lives ${lives}${isTooShort(definition) ? ': too short to be always fresh in Secrets Manager' : ''}`,
        ]),
    `- ${whatIsRefreshed(definition)}`,
    ...(definition.refreshMarginSeconds === undefined
      ? []
      : [`- refreshed ${timeSpan(definition.refreshMarginSeconds)} before the end, not earlier`]),
  ]
}

const isTooShort = ({ accessTokenLifetimeSeconds: lifetime }: ProviderDefinition): boolean =>
  lifetime !== undefined && isTooShortLived(lifetime)

const variable = (
  name: string,
  { choices, pattern, labels, default: fallback }: ProviderDefinition['variables'][string],
): string => {
  const tag = `tag \`token-rotation:param:${name}\``
  const optional = fallback === undefined ? '' : `; without it \`${fallback}\``
  if (choices?.length === 0)
    return `${tag}: one of the hosts that a definition of yours lists ([extends](README.md#custom-providers))${optional}`
  if (choices !== undefined)
    return `${tag}: ${choices.map((choice) => `\`${choice}\``).join(', ')}${optional}`
  const many = labels === undefined ? '' : `, up to ${labels} labels such as \`a.b\``
  const matching = pattern === undefined ? '' : `, matching \`${pattern}\``
  return `${tag}${many}${matching}${optional}`
}

/** What people call the ways in which a client proves itself. */
const METHODS: Readonly<Record<ClientAuthMethod, string>> = {
  client_secret_post: 'client secret in the body',
  client_secret_basic: 'client secret in the header (Basic)',
  none: 'no secret (public client)',
  private_key_jwt: 'private key (signed assertion)',
  tls_client_auth: 'client certificate',
  client_secret_hash: 'hash of client secret and refresh token',
  agiloft_md5_secret: 'first 20 characters of the client secret',
  stripe_secret_key: 'secret key',
}

const clientOf = ({ clientAuth, grant, needsCertificate, parameterNames }: ProviderDefinition) => {
  if (grant === 'none') return 'none is needed'
  if (grant === 'jwt_bearer') return 'private key (signed assertion)'
  const isAlone = clientAuth.length === 1 && clientAuth[0] === 'none'
  if (isAlone && parameterNames.client_id === null) return 'none is needed'
  const methods = clientAuth.map((method) => METHODS[method]).join(', or ')
  return needsCertificate ? `${methods}; and a client certificate` : methods
}

const whatIsRefreshed = (definition: ProviderDefinition): string => {
  switch (definition.grant) {
    case 'none':
      return 'its tokens do not end: nothing to refresh'
    case 'client_credentials':
    case 'jwt_bearer':
      return 'none: the client asks for itself'
    case 'access_token':
      return 'none: the access token is exchanged while it is good'
    case 'refresh_token':
      return refreshToken(definition)
  }
}

const refreshToken = (definition: ProviderDefinition): string =>
  [
    rotation(definition),
    grace(definition),
    figure(definition, 'refreshTokenIdleSeconds', (s) => `dies unused after ${timeSpan(s)}`),
    figure(definition, 'refreshTokenLifetimeSeconds', (s) => `lives ${timeSpan(s)}`),
    figure(definition, 'grantLifetimeSeconds', (s) => `a consent lasts ${timeSpan(s)}`),
  ]
    .filter((fact) => fact !== undefined)
    .join('; ')

const rotation = (definition: ProviderDefinition): string => {
  switch (definition.rotatesRefreshToken) {
    case true:
      return `replaced when it is used${doubt(definition, 'rotatesRefreshToken')}`
    case false:
      return `stays the same${doubt(definition, 'rotatesRefreshToken')}`
    case undefined:
      return 'may be replaced'
  }
}

const grace = (definition: ProviderDefinition): string | undefined =>
  figure(definition, 'reuseGraceSeconds', (seconds) =>
    seconds === 0
      ? definition.rotatesRefreshToken === true
        ? 'good for one use'
        : 'a replaced one is dead at once'
      : `a replaced one answers ${timeSpan(seconds)} more`,
  )

type Figure = Extract<keyof ProviderDefinition, `${string}Seconds`>

const figure = (
  definition: ProviderDefinition,
  field: Figure,
  say: (seconds: number) => string,
): string | undefined => {
  const seconds = definition[field]
  return seconds === undefined ? undefined : `${say(seconds)}${doubt(definition, field)}`
}

const doubt = ({ unconfirmed }: ProviderDefinition, field: string): string =>
  unconfirmed.includes(field) ? ' (unconfirmed)' : ''

const whatItTakes = (definition: ProviderDefinition): string => {
  const tags = Object.entries(definition.variables).map(([name, { default: fallback }]) =>
    fallback === undefined ? `\`param:${name}\`` : `\`param:${name}\` (optional)`,
  )
  const undeclared = [...definition.tokenUrl.matchAll(/\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !Object.hasOwn(definition.variables, name))
    .map((name) => `\`param:${name}\``)
  return [clientOf(definition), ...undeclared, ...tags].join('; ')
}

const sourcesOf = ({ sources }: ProviderDefinition): string => {
  const fields = new Map<string, readonly string[]>()
  for (const [field, addresses] of Object.entries(sources))
    for (const address of addresses) fields.set(address, [...(fields.get(address) ?? []), field])
  return [
    'Sources:',
    '',
    ...[...fields].map(([address, names]) => `- ${linked(address)}: ${names.join(', ')}`),
  ].join('\n')
}

/** `https://… (path/in/it)` as a link with the path behind it. */
const linked = (address: string): string => address.replace(/^(\S+)/, '<$1>')
