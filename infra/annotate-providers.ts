import { Annotations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'
import type { ProviderDefinition } from '../lib/provider/provider-definition.ts'
import { encodeProviders } from '../lib/provider/provider-file.ts'

/**
 * Says at synth what a deployment ought to know about its providers.
 *
 * Effect: a warning for each provider whose tokens cannot be kept always fresh; a note for each catalogue entry
 * that a custom definition replaces.
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
    if (lifetime !== undefined && lifetime < SHORTEST_LIFETIME_SECONDS)
      annotations.addWarningV2(
        `token-rotation:short-lived:${id}`,
        `provider ${id}: its access tokens live ${lifetime} s, and below ${SHORTEST_LIFETIME_SECONDS} s they cannot be kept always fresh`,
      )
    if (catalogue.some((entry) => entry.id === id && !isSame(entry, provider)))
      annotations.addInfoV2(
        `token-rotation:replaced:${id}`,
        `provider ${id}: a custom definition replaces the catalogue's`,
      )
  }
}

/** A secret keeps about 100 versions and none younger than a day is dropped, so two writes stay 16 min apart. */
const SHORTEST_LIFETIME_SECONDS = 1500

const isSame = (one: ProviderDefinition, other: ProviderDefinition): boolean =>
  encodeProviders([one]) === encodeProviders([other])
