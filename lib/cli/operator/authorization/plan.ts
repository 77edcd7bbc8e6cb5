import * as E from 'fp-ts/Either'
import { storedScopes } from '../../../credential/stored-scopes.ts'
import {
  type AuthorizationUrls,
  authorizationUrls,
} from '../../../provider/login/authorization-urls.ts'
import type { Providers } from '../../../provider/provider-definition.ts'
import { type Policy, policyOf, type Settings, settingsOf } from '../../../rotation/policy.ts'
import { givenPolicy } from '../add-options.ts'
import type { Deployment } from '../deployment.ts'
import { type Failure, inTrouble, wrongUsage } from '../fail.ts'
import { type FoundSecret, nearestRotated } from '../find-secret.ts'
import { findRotated, secretIfAny } from '../known-secret.ts'
import { plannedSettings } from '../planned-credential.ts'
import { knownProviders } from '../provider-options.ts'
import { currentText } from '../secret-writes.ts'
import { clientForLogin, type LoginClient } from './client.ts'
import {
  type AuthorizeOptions,
  type LoginOptions,
  misuseOfExisting,
  misuseOfLogin,
  misuseOfNew,
  type TaggedOptions,
} from './options.ts'
import { type LoginScopes, loginScopes } from './scopes.ts'
import { readable, tagForNewText } from './text.ts'
import { type LoginWay, loginWay } from './way.ts'

/** A login of which everything was looked at that can be before it. Shape: `existing` is absent for a new secret. */
export type LoginPlan = LoginClient & {
  readonly name: string
  readonly existing: FoundSecret | undefined
  readonly policy: Policy
  readonly settings: Settings
  readonly urls: AuthorizationUrls
  readonly way: LoginWay
  readonly scopes: LoginScopes
}

/**
 * Looks at everything that a login needs before anybody is asked to log in: secret, tags, format, client, addresses.
 *
 * Errors: exit code 1 when something is in trouble; 2 for wrong usage; 3 when AWS refuses.
 */
export const plannedLogin = async (
  deployment: Deployment,
  name: string,
  options: AuthorizeOptions,
): Promise<E.Either<Failure, LoginPlan>> => {
  const misuse = misuseOfLogin(options)
  if (misuse !== undefined) return E.left(wrongUsage(misuse))
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const found = await secretIfAny(deployment)(name)()
  if (E.isLeft(found)) return found
  const target = await (found.right === undefined
    ? newTarget(deployment, name, options, providers.right)
    : existingTarget(deployment, name, options, providers.right))
  return E.isLeft(target) ? target : planFor(deployment, target.right, options)
}

/** A login for a secret that is there. */
export type AgainPlan = LoginPlan & { readonly existing: FoundSecret }

/**
 * Looks at everything that another login for a secret that is there needs, as `plannedLogin` does.
 *
 * Errors: as `plannedLogin`, and exit code 1 when there is no such secret.
 */
export const plannedAgain = async (
  deployment: Deployment,
  name: string,
  providers: Providers,
  options: LoginOptions & TaggedOptions,
): Promise<E.Either<Failure, AgainPlan>> => {
  const target = await existingTarget(deployment, name, options, providers)
  if (E.isLeft(target)) return target
  const { existing } = target.right
  return E.map((plan: LoginPlan) => ({ ...plan, existing }))(
    await planFor(deployment, target.right, options),
  )
}

const planFor = async (
  deployment: Deployment,
  target: Target,
  options: LoginOptions,
): Promise<E.Either<Failure, LoginPlan>> => {
  const { settings, policy, credential, storedScopes: stored } = target
  const { definition } = settings
  if (definition.grant === 'client_credentials' || definition.grant === 'jwt_bearer')
    return E.left(
      wrongUsage(
        `provider ${definition.id}: expected one at which a person logs in, and tokens of ${definition.name} are the client's own`,
      ),
    )
  const urls = authorizationUrls(definition, parametersOf(policy))
  if (E.isLeft(urls)) return E.left(inTrouble(urls.left))
  const known = await clientForLogin(deployment, settings, credential)()
  if (E.isLeft(known)) return known
  const way = loginWay(definition, urls.right, known.right.client, options)
  if (E.isLeft(way)) return way
  const scopes = loginScopes(definition, {
    named: options.scope,
    stored,
    client: known.right.client,
  })
  return E.right({ ...target, ...known.right, urls: urls.right, way: way.right, scopes })
}

/** What the tokens are for. Shape: `credential` and `storedScopes` are what the secret holds now. */
type Target = Pick<LoginPlan, 'name' | 'existing' | 'policy' | 'settings'> & {
  readonly credential: {
    readonly clientId?: string | undefined
    readonly clientSecret?: string | undefined
  }
  readonly storedScopes: readonly string[]
}

const newTarget = async (
  deployment: Deployment,
  name: string,
  options: AuthorizeOptions,
  providers: Providers,
): Promise<E.Either<Failure, Target>> => {
  const { provider = '', format: wanted } = options
  const misuse = misuseOfNew(deployment, name, options)
  if (misuse !== undefined) {
    // without a provider, one that is there was meant
    const idea = options.provider === undefined ? await nearestRotated(deployment, name) : ''
    return E.left(wrongUsage(`${misuse}${idea}`))
  }
  const given = givenPolicy({ ...options, provider })
  const settings = plannedSettings(providers)(given)
  if (E.isLeft(settings)) return E.left(wrongUsage(settings.left))
  const { definition } = settings.right
  const format = wanted ?? definition.defaultFormat ?? 'credentials'
  const tag = tagForNewText(definition, format, deployment.now())
  if (E.isLeft(tag)) return E.left(wrongUsage(`--format: ${tag.left}`))
  const policy = tag.right === undefined ? given : { ...given, format: tag.right }
  return E.right({
    name,
    existing: undefined,
    policy,
    settings: { ...settings.right, format },
    credential: {},
    storedScopes: [],
  })
}

const existingTarget = async (
  deployment: Deployment,
  nameOrArn: string,
  options: TaggedOptions,
  providers: Providers,
): Promise<E.Either<Failure, Target & { readonly existing: FoundSecret }>> => {
  const { tagPrefix } = deployment
  const rotated = await findRotated(deployment)(nameOrArn)()
  if (E.isLeft(rotated)) return rotated
  const existing = rotated.right
  const { name, tags } = existing
  const misuse = misuseOfExisting(tags[`${tagPrefix}:provider`], options)
  if (misuse !== undefined) return E.left(wrongUsage(misuse))
  const policy = policyOf(tags, tagPrefix)
  const settings = settingsOf(providers)(policy)
  if (E.isLeft(settings)) {
    const { name: tag, expected } = settings.left
    return E.left(inTrouble(`secret ${name}: tag ${tagPrefix}:${tag}: expected ${expected}`))
  }
  const current = await currentText(deployment, existing)()
  if (E.isLeft(current)) return current
  const stored = readable(current.right.text, settings.right)
  if (E.isLeft(stored)) return E.left(inTrouble(`secret ${name}: ${stored.left}`))
  return E.right({
    name,
    existing,
    policy,
    settings: settings.right,
    credential: stored.right.credential,
    storedScopes: storedScopes(stored.right),
  })
}

const parametersOf = (policy: Policy): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(policy).flatMap(([key, value]) =>
      key.startsWith('param:') ? [[key.slice('param:'.length), value]] : [],
    ),
  )
