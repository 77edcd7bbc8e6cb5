import { Annotations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import type { ProviderDefinition } from '../lib/provider/provider-definition.ts'
import { encodeProviders } from '../lib/provider/provider-file.ts'
import { isTooShortLived, SHORTEST_LIFETIME_SECONDS } from '../lib/provider/short-lived.ts'

/**
 * Says at synth what a deployment ought to know about its providers.
 *
 * Effect: a warning for each custom provider whose tokens cannot be kept always fresh (nobody knows which of the
 * catalogue's a deployment uses, and their page says so); a note for each catalogue entry that a custom definition
 * replaces.
 */
export const annotateProviders = (
  scope: IConstruct,
  {
    providers,
    catalogue,
  }: {
    readonly providers: readonly ProviderDefinition[]
    readonly catalogue: readonly ProviderDefinition[]
  },
): void => {
  const annotations = Annotations.of(scope)
  for (const provider of providers) {
    const { id, accessTokenLifetimeSeconds: lifetime } = provider
    const entry = catalogue.find((known) => known.id === id)
    if (entry !== undefined && isSame(entry, provider)) continue
    if (lifetime !== undefined && isTooShortLived(lifetime))
      annotations.addWarningV2(
        `token-rotation:short-lived:${id}`,
        `provider ${id}: its access tokens live ${lifetime} s, and below ${SHORTEST_LIFETIME_SECONDS} s they cannot be kept always fresh`,
      )
    if (entry !== undefined)
      annotations.addInfoV2(
        `token-rotation:replaced:${id}`,
        `provider ${id}: a custom definition replaces the catalogue's`,
      )
  }
}

const isSame = (one: ProviderDefinition, other: ProviderDefinition): boolean =>
  encodeProviders([one]) === encodeProviders([other])
