import type { Client } from '../../../provider/client/client.ts'
import { scopesWith } from '../../../provider/login/authorization-request.ts'
import type { ProviderDefinition } from '../../../provider/provider-definition.ts'

/**
 * The scopes that a login asks for. Shape: `all` are those of the definition, which every login asks for, and those that
 * `on` gave.
 */
export type LoginScopes = {
  readonly all: readonly string[]
  readonly on: 'the person' | 'the secret' | 'the client' | 'nobody'
}

/**
 * Chooses the scopes of a login: what a person names, else what the stored credential has, so that another login leaves
 * no narrower grant behind, else what the client's secret has every token asked for.
 */
export const loginScopes = (
  definition: ProviderDefinition,
  {
    named = [],
    stored,
    client,
  }: {
    readonly named?: readonly string[] | undefined
    readonly stored: readonly string[]
    readonly client: Client
  },
): LoginScopes => {
  const { scope: ofClient = '' } = client.parameters
  const given = [
    ['the person', named],
    ['the secret', stored],
    ['the client', ofClient.split(' ').filter((name) => name !== '')],
  ] as const
  const [on, names] = given.find(([, scopes]) => scopes.length > 0) ?? (['nobody', []] as const)
  return { all: scopesWith(definition, names), on }
}

/** Says what a login asks for. Shape: a sentence; `place` is where a person names scopes. */
export const tellScopes = (
  { all, on }: LoginScopes,
  { name }: Pick<ProviderDefinition, 'name'>,
  place: string,
): string => {
  if (all.length === 0)
    return `no scope is asked for: neither ${place} nor the secret names one, and none is known that every login at ${name} asks for; the grant may be narrower than you need`
  return `scopes asked for: ${all.join(' ')}${SOURCES[on](name, place)}`
}

const SOURCES: Readonly<Record<LoginScopes['on'], (provider: string, place: string) => string>> = {
  'the person': () => '',
  'the secret': (_, place) => `, as the secret has them (others: ${place})`,
  'the client': (_, place) => `, as the secret of its client says (others: ${place})`,
  nobody: (provider, place) => `, as every login at ${provider} (more: ${place})`,
}
