import * as E from 'fp-ts/Either'
import { isTooShortLived } from '../../../provider/short-lived.ts'
import type { LedgerItem } from '../../../rotation/ledger-item.ts'
import { whyNotSwept } from '../../../rotation/listed-secret.ts'
import { policyOf, settingsOf } from '../../../rotation/policy.ts'
import { codeOf } from '../../../rotation/rotation-error.ts'
import { didYouMean } from '../nearest.ts'
import { unknownParameters } from '../planned-credential.ts'
import type { AccountSecret } from './account-secrets.ts'
import { adoptionFinding } from './adoption.ts'
import type { DoctorWorld } from './doctor-world.ts'
import type { Finding } from './finding.ts'
import { inVain } from './in-vain.ts'

/**
 * What is to be said of a secret by its name, its tags and its native rotation.
 *
 * Shape: `item` is what the ledger remembers of it, which may know better than these tags look.
 */
export const secretFindings = (
  secret: AccountSecret,
  item: LedgerItem | undefined,
  world: DoctorWorld,
): readonly Finding[] => {
  const { tagPrefix } = world
  const why = whyNotSwept(secret, tagPrefix)
  const own = Object.keys(secret.tags).filter((key) => key.startsWith(`${tagPrefix}:`))
  const keys = own.flatMap((key) => keyFinding(key.slice(tagPrefix.length + 1), tagPrefix))
  switch (why) {
    case undefined:
      return [...keys, ...settingFindings(secret, item, world), ...nativeFinding(secret)]
    case 'not tagged':
      return own.length === 0
        ? adoptionFinding(secret, world)
        : [...keys, ...(keys.length > 0 ? [] : [withoutProvider(tagPrefix)])]
    default:
      return [...keys, inVain(why, tagPrefix)]
  }
}

const KEYS = ['provider', 'format', 'client', 'paused']

const keyFinding = (key: string, tagPrefix: string): readonly Finding[] =>
  KEYS.includes(key) || key.startsWith('param:')
    ? []
    : [
        {
          level: 'warning',
          about: 'tags',
          text: `tag ${tagPrefix}:${key} means nothing${didYouMean(key, KEYS)}`,
          remedy: `expected are ${KEYS.map((known) => `${tagPrefix}:${known}`).join(', ')} and ${tagPrefix}:param:<name>`,
        },
      ]

const withoutProvider = (tagPrefix: string): Finding => ({
  level: 'warning',
  about: 'tags',
  text: `tags of a credential, but no ${tagPrefix}:provider, so it is left alone`,
  remedy: 'token-rotation add <name> --provider <id> --adopt, or remove the tags',
})

const WRONG_TAG = codeOf({ tag: 'InvalidTag', name: '', expected: '' })

const settingFindings = (
  { tags }: AccountSecret,
  item: LedgerItem | undefined,
  { tagPrefix, providers }: DoctorWorld,
): readonly Finding[] => {
  const policy = policyOf(tags, tagPrefix)
  const settings = settingsOf(providers)(policy)
  if (E.isLeft(settings)) {
    const { name, expected } = settings.left
    // the deployment has definitions of its own: what it could use is as it must be
    const works = name === 'provider' && item?.status !== undefined && item.error !== WRONG_TAG
    const { provider = '' } = policy
    return works
      ? [
          {
            level: 'hint',
            about: 'tags',
            text: `provider ${provider} is known to the deployment, but not here`,
            remedy: "give the deployment's definitions with --providers",
          },
        ]
      : [
          {
            level: 'trouble',
            about: 'tags',
            text: `tag ${tagPrefix}:${name}: expected ${expected}${name === 'provider' ? didYouMean(provider, providers.keys()) : ''}`,
            remedy: `token-rotation providers ${name === 'provider' ? '' : provider}`.trim(),
          },
        ]
  }
  const { definition } = settings.right
  const { id, accessTokenLifetimeSeconds: lifetime } = definition
  return [
    ...unknownParameters(policy, definition).map(
      (name): Finding => ({
        level: 'warning',
        about: 'tags',
        text: `tag ${tagPrefix}:param:${name} means nothing, since the token URL of ${id} has no such variable`,
        remedy: `token-rotation providers ${id}`,
      }),
    ),
    ...(lifetime !== undefined && isTooShortLived(lifetime)
      ? [
          {
            level: 'hint',
            about: 'lifetimes',
            text: `access tokens of ${id} live for ${lifetime} s, and a secret takes one every 16 min: at times the stored one is over`,
            remedy: 'let its readers look at the end that is stored beside the token',
          } as const,
        ]
      : []),
  ]
}

const nativeFinding = ({ rotatedBy }: AccountSecret): readonly Finding[] =>
  // CloudFormation puts the construct's name into that of the function
  rotatedBy === undefined || /:function:[^:]*NativeRotation/.test(rotatedBy)
    ? []
    : [
        {
          level: 'trouble',
          about: 'native rotation',
          text: `another function rotates it too (${rotatedBy.split(':').at(6) ?? rotatedBy}): each may spend the refresh token of the other`,
          remedy: 'aws secretsmanager cancel-rotate-secret --secret-id <name>, or remove the tags',
        },
      ]
