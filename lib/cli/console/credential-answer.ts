import * as E from 'fp-ts/Either'
import type { ProviderDefinition } from '../../provider/provider-definition.ts'
import { credentialFacts } from '../operator/credential-facts.ts'
import { decideDue } from '../operator/due-steps.ts'
import { type Failure, inTrouble } from '../operator/fail.ts'
import { type FoundSecret, findSecret } from '../operator/find-secret.ts'
import { ledgerView, providerView } from '../operator/ledger-view.ts'
import { obstacles } from '../operator/obstacles.ts'
import { readVersions } from '../operator/read-versions.ts'
import { needsPerson, statusRow } from '../operator/status-row.ts'
import { versionStory } from '../operator/version-story.ts'
import type { ConsoleWorld } from './console-world.ts'
import { momentIfAny } from './moment.ts'
import type { CredentialAnswer } from './page-data.ts'

/**
 * Answers with everything that may be told of one credential: how it stands, what was done, and why it is due or is not.
 *
 * Reads DescribeSecret, ListSecretVersionIds and BatchGetItem: calls that cannot give a value.
 * Errors: exit code 1 for a secret that is missing or not under rotation, 3 when AWS refuses.
 */
export const credentialAnswer = async (
  world: ConsoleWorld,
  name: string,
): Promise<E.Either<Failure, CredentialAnswer>> => {
  const { deployment, providers, sweepMinutes } = world
  const { tagPrefix } = deployment
  const found = await findTagged(world, name)
  if (E.isLeft(found)) return found
  const secret = found.right
  const provider = secret.tags[`${tagPrefix}:provider`] ?? ''
  const [versions, items, states] = await Promise.all([
    readVersions(deployment, secret),
    ledgerView(deployment)([secret.arn])(),
    providerView(deployment)([provider])(),
  ])
  if (E.isLeft(versions)) return versions
  if (E.isLeft(items)) return items
  if (E.isLeft(states)) return states
  const known = items.right.get(secret.arn)
  const item = known === 'unreadable' ? undefined : known
  const now = deployment.now()
  const row = { ...statusRow(secret, known, { tagPrefix, now }), name: secret.name }
  const state = states.right.get(provider)
  const decision =
    known === 'unreadable'
      ? { verdict: UNREADABLE, steps: [] }
      : decideDue({ secret, item, provider, state, tagPrefix, sweepMinutes, now })
  return E.right({
    name: secret.name,
    provider,
    isKnownProvider: providers.has(provider),
    status: row.status,
    isAtWork: row.isAtWork,
    isPaused: `${tagPrefix}:paused` in secret.tags,
    needsPerson: needsPerson(row),
    message: row.message,
    facts: credentialFacts(secret, row, item, now),
    tags: Object.entries(secret.tags),
    versions: versions.right.slice(0, SHOWN_VERSIONS).map((version) => ({
      id: version.id,
      labels: version.labels,
      createdAt: momentIfAny(version.createdAt, now),
      story: versionStory(version, versions.right, item),
    })),
    versionCount: versions.right.length,
    verdict: decision.verdict,
    steps: decision.steps.map(({ question, answer }) => ({ question, answer })),
    obstacles: obstacles(secret, item, { tagPrefix, providers, now }),
    command: world.authorizeCommand(secret.name),
    canLogIn: hasLoginPage(providers.get(provider)),
  })
}

/** Whether its client has a redirect URI of this machine is in a secret, which nobody reads to show a page. */
const hasLoginPage = (definition: ProviderDefinition | undefined): boolean =>
  definition?.authorizationUrl !== undefined &&
  definition.grant !== 'client_credentials' &&
  definition.grant !== 'jwt_bearer'

const SHOWN_VERSIONS = 20

const UNREADABLE = 'its item of the ledger has a layout that this version does not know'

/** The console is for the fleet: of other secrets of the account nothing is told. */
const findTagged = async (
  { deployment }: ConsoleWorld,
  name: string,
): Promise<E.Either<Failure, FoundSecret>> => {
  const found = await findSecret(deployment)(name)()
  return E.isRight(found) && found.right.tags[`${deployment.tagPrefix}:provider`] === undefined
    ? E.left(inTrouble(`secret ${name}: it is not under rotation`))
    : found
}
