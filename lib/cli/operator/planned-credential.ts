import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describeProblem } from '../../codec/decode.ts'
import { grantToken, isStatic } from '../../credential/credential.ts'
import { roomFor } from '../../credential/room-for.ts'
import type { StoredCredential } from '../../credential/stored-credential.ts'
import type { ProviderDefinition, Providers } from '../../provider/provider-definition.ts'
import { isTooShortLived } from '../../provider/short-lived.ts'
import { type InvalidTag, type Policy, type Settings, settingsOf } from '../../rotation/policy.ts'
import { didYouMean } from './nearest.ts'
import { readCredential } from './read-credential.ts'

/** A credential that can be put under rotation. Shape: `notes` are sentences on what its owner should know. */
export type PlannedCredential = {
  readonly policy: Policy
  readonly settings: Settings
  readonly stored: StoredCredential
  readonly notes: readonly string[]
}

/**
 * Finds out whether a text can be refreshed under some tags, by the rules that the functions go by.
 *
 * Shape: `place` is what messages call the text.
 * Errors: one sentence with the option or the field to mend.
 */
export const plannedCredential =
  (providers: Providers) =>
  (policy: Policy, given: string, place: string): E.Either<string, PlannedCredential> =>
    pipe(
      plannedSettings(providers)(policy),
      E.flatMap((settings) =>
        pipe(
          readCredential(given, {
            tagged: settings.format,
            providerDefault: settings.definition.defaultFormat,
          }),
          E.flatMap(usable(settings.definition)),
          E.mapLeft((problem) => `${place}: ${problem}`),
          E.map((stored) => ({
            policy,
            settings,
            stored,
            notes: notesOn(stored, settings.definition),
          })),
        ),
      ),
    )

/** What tags mean, told in the words of the command line. Errors: one sentence with the option to mend. */
export const plannedSettings =
  (providers: Providers) =>
  (policy: Policy): E.Either<string, Settings> =>
    pipe(
      settingsOf(providers)(policy),
      E.mapLeft((problem) => inOptions(problem, policy, providers)),
      E.filterOrElse(
        ({ definition }) => unknownParameters(policy, definition).length === 0,
        ({ definition }) => {
          const names = variablesOf(definition)
          const expected =
            names.length === 0
              ? 'none, since this provider has no'
              : `one of ${names.join(', ')}, a`
          return `--param ${unknownParameters(policy, definition).join(', ')}: expected ${expected} variable`
        },
      ),
    )

const inOptions = (
  { name, expected }: InvalidTag,
  { provider = '' }: Policy,
  providers: Providers,
): string => {
  if (name === 'provider')
    return `--provider ${provider}: expected the id of a provider of the catalogue or of --providers${didYouMean(provider, providers.keys())}`
  return name.startsWith('param:')
    ? `--param ${name.slice('param:'.length)}=…: expected ${expected}`
    : `--${name}: expected ${expected}`
}

const variablesOf = ({ tokenUrl }: ProviderDefinition): readonly string[] => [
  ...new Set([...tokenUrl.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)),
]

/** The `param:` tags that name no variable of the token URL, without their prefix. */
export const unknownParameters = (
  policy: Policy,
  definition: ProviderDefinition,
): readonly string[] => {
  const known = variablesOf(definition)
  return Object.keys(policy)
    .filter((key) => key.startsWith('param:'))
    .map((key) => key.slice('param:'.length))
    .filter((name) => !known.includes(name))
}

const usable =
  (definition: ProviderDefinition) =>
  (stored: StoredCredential): E.Either<string, StoredCredential> => {
    const { grant } = definition
    const { credential, format } = stored
    if (isStatic(credential, grant)) return E.right(stored)
    const isMissing = grantToken(credential, grant) === undefined
    if (isMissing && (grant === 'refresh_token' || grant === 'access_token'))
      return E.left(
        `expected ${grant === 'refresh_token' ? 'a refresh token' : 'an access token'}; it was read as format ${format.id}`,
      )
    const problem = roomFor(format, definition)
    return problem === undefined ? E.right(stored) : E.left(describeProblem(problem))
  }

const notesOn = (
  { credential }: StoredCredential,
  { grant, name, accessTokenLifetimeSeconds = Number.POSITIVE_INFINITY }: ProviderDefinition,
): readonly string[] => [
  ...(grant === 'none'
    ? [`tokens of ${name} do not end: nothing is refreshed`]
    : isStatic(credential, grant)
      ? ['it has no refresh token: it is left alone, and its access token is not refreshed']
      : []),
  ...(isTooShortLived(accessTokenLifetimeSeconds)
    ? [
        `access tokens of ${name} live for ${accessTokenLifetimeSeconds} s, and a secret takes one every 16 min: at times the stored one is over`,
      ]
    : []),
]
