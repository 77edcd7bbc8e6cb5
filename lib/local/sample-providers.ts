import type { ProviderDefinition } from '../provider/provider-definition.ts'
import type { LocalClient } from './authorization/authorization-configuration.ts'
import { DEMO_SECRET } from './demo-secret.ts'

/** A provider of the demo: what the functions know of it, and the client that the authorization server knows. */
export type SampleProvider = {
  readonly id: string
  readonly definition: Pick<ProviderDefinition, 'name' | 'clientAuth' | 'defaultFormat'>
  readonly client: LocalClient & { readonly clientSecret: string }
}

const sampleProvider = (
  id: string,
  name: string,
  authMethod: 'client_secret_post' | 'client_secret_basic',
  defaultFormat: NonNullable<ProviderDefinition['defaultFormat']>,
  accessTokenLifetimeSeconds: number,
): SampleProvider => ({
  id,
  definition: { name, clientAuth: [authMethod], defaultFormat },
  client: {
    clientId: `local-${id}`,
    clientSecret: `${DEMO_SECRET}of-${id}`,
    authMethod,
    accessTokenLifetimeSeconds,
  },
})

/** One provider per storage format; lifetimes are those of the real products where they are known. */
export const sampleProviders: readonly SampleProvider[] = [
  sampleProvider('smartsheet', 'Smartsheet', 'client_secret_post', 'smartsheets', 604_799),
  sampleProvider('retently', 'Retently', 'client_secret_post', 'retently', 21_600),
  sampleProvider('acme-crm', 'Acme CRM', 'client_secret_basic', 'credentials', 3600),
  sampleProvider(
    'acme-billing',
    'Acme Billing',
    'client_secret_post',
    'credentials-camel-case',
    7200,
  ),
]
