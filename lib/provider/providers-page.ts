import type { ClientAuthMethod } from './client/client-auth-method.ts'
import { loginLines } from './login/login-lines.ts'
import type { ProviderDefinition } from './provider-definition.ts'
import { isTooShortLived } from './short-lived.ts'
import { timeSpan } from './time-span.ts'
import { figure, whatIsRefreshed } from './token-behaviour.ts'

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
    ...loginLines(definition),
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
