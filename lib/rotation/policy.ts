import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { FormatId } from '../credential/formats.ts'
import type { ProviderDefinition, Providers } from '../provider/provider-definition.ts'
import { tokenUrl } from '../provider/token/token-url.ts'

/**
 * The tags by which people decide about a secret, without their prefix.
 *
 * Shape: keys `provider`, `format`, `client`, `param:<name>` and `paused`, sorted.
 */
export type Policy = Readonly<Record<string, string>>

/** Picks a deployment's own tags; tags of others, and of deployments with another prefix, are not policy. */
export const policyOf = (tags: Readonly<Record<string, string>>, prefix: string): Policy =>
  Object.fromEntries(
    Object.entries(tags)
      .filter(([key]) => key.startsWith(`${prefix}:`))
      .map(([key, value]): [string, string] => [key.slice(prefix.length + 1), value])
      .filter(
        ([key]) =>
          ['provider', 'format', 'client', 'paused'].includes(key) || key.startsWith('param:'),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )

/** The policy as one text that people can read in the ledger; equal texts mean equal policies. */
export const policyText = (policy: Policy): string => JSON.stringify(policy)

/** Whether a person asked to leave the secret alone. */
export const isPaused = (policy: Policy): boolean => 'paused' in policy

/** What a policy means for a refresh. */
export type Settings = {
  readonly definition: ProviderDefinition
  readonly url: URL
  readonly format: FormatId | undefined
  /** Name of the client whose secret is looked up when the credential does not carry it. */
  readonly clientName: string
}

/** A tag that is missing or wrong. Shape: the tag's value is not kept; `settingsOf` gives the name without its prefix. */
export type InvalidTag = {
  readonly tag: 'InvalidTag'
  readonly name: string
  readonly expected: string
}

/** Finds out how a secret is to be refreshed. Errors: `InvalidTag` for the first tag that cannot be used. */
export const settingsOf =
  (providers: Pick<Providers, 'get'>) =>
  (policy: Policy): E.Either<InvalidTag, Settings> => {
    const definition = providers.get(policy.provider ?? '')
    if (definition === undefined)
      return invalidTag('provider', 'the id of a provider that this deployment knows')
    const format = policy.format
    if (format !== undefined && !FormatId.is(format)) return invalidTag('format', FormatId.name)
    const clientName = policy.client ?? definition.id
    if (!/^[A-Za-z0-9/_+=.@-]{1,256}$/.test(clientName))
      return invalidTag('client', 'a name that a secret can have')
    return pipe(
      tokenUrl(definition, parametersOf(policy)),
      E.map((url) => ({ definition, url, format, clientName })),
      E.mapLeft(
        ({ name, expected }): InvalidTag => ({
          tag: 'InvalidTag',
          name: `param:${name}`,
          expected,
        }),
      ),
    )
  }

const invalidTag = (name: string, expected: string): E.Either<InvalidTag, never> =>
  E.left({ tag: 'InvalidTag', name, expected })

const parametersOf = (policy: Policy): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(policy)
      .filter(([key]) => key.startsWith('param:'))
      .map(([key, value]) => [key.slice('param:'.length), value]),
  )
