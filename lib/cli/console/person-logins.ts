import * as E from 'fp-ts/Either'
import { askForLook } from '../operator/ask-for-look.ts'
import { type AgainPlan, plannedAgain } from '../operator/authorization/plan.ts'
import { tellScopes } from '../operator/authorization/scopes.ts'
import { storeAgain } from '../operator/authorization/store.ts'
import { tokensOfLogin } from '../operator/authorization/text.ts'
import { beginVisit, type Consent, loginEnv } from '../operator/authorization/visit.ts'
import { type Failure, inTrouble, wrongUsage } from '../operator/fail.ts'
import { lookOf, type StoredTokens } from '../operator/stored-look.ts'
import type { ConsoleSubject, ConsoleWorld } from './console-world.ts'
import { type LoginTable, loginTable, type Waiting } from './login-table.ts'
import type { LoginProgress } from './page-data.ts'

/** Logins that were begun in the console, one per credential. */
export type PersonLogins = {
  /**
   * Begins a login for a credential: the progress has the address that the person opens, and what it asks for.
   *
   * Shape: `scope` are the scopes that the person names; absent: those that the secret has.
   * Effect: reads the secret and its client; listens at the redirect URI until the login ends.
   * Errors: exit code 1 when one is under way, or cannot be had here; 2 and 3 as `plannedAgain`.
   */
  readonly begin: (
    name: string,
    scope?: readonly string[],
  ) => Promise<E.Either<Failure, LoginProgress>>
} & Pick<LoginTable, 'progress' | 'cancel' | 'stop'>

/** What the logins are made with. */
type LoginWorld = ConsoleSubject & Pick<ConsoleWorld, 'fleet' | 'looks'>

/** Lets people log in from the console. Shape: `table` knows how long they are waited for. */
export const personLogins = (
  world: LoginWorld,
  table: LoginTable = loginTable(),
): PersonLogins => ({
  begin: (name, scope) =>
    table.begin(name, async () => {
      const { deployment, providers } = world
      const planned = await plannedAgain(deployment, name, providers, {
        manual: false,
        device: false,
        scope,
      })
      if (E.isLeft(planned)) return planned
      // one login per credential: it goes by one name
      return planned.right.name === name
        ? visitFor(world, planned.right)
        : E.left(wrongUsage('name: expected the name of the secret, and no other way to call it'))
    }),
  progress: table.progress,
  cancel: table.cancel,
  stop: table.stop,
})

const visitFor = async (
  world: LoginWorld,
  plan: AgainPlan,
): Promise<E.Either<Failure, Waiting>> => {
  const { way, settings } = plan
  if (way.tag !== 'Listen')
    return E.left(
      inTrouble(
        `${settings.definition.name}: expected a client whose redirect URI leads to this machine; log in on the command line`,
      ),
    )
  const begun = await beginVisit(loginEnv(world.deployment), plan, way)
  if (E.isLeft(begun))
    return E.left(
      inTrouble(
        `${way.redirectUri.host}: expected a free port for the redirect URI; finish or cancel another login there, or log in on the command line`,
      ),
    )
  const { url, listener, consent } = begun.right
  if (listener === undefined) return E.left(inTrouble('expected a listener'))
  return E.right({
    address: url.href,
    scopes: tellScopes(plan.scopes, settings.definition, 'the field for scopes'),
    answer: listener.answer,
    leave: listener.stop,
    finish: async (answered) => {
      const given = await consent(answered)
      return E.isLeft(given) ? given : store(world, plan, given.right)
    },
  })
}

const store = async (
  world: LoginWorld,
  plan: AgainPlan,
  { granted, at, reply }: Consent,
): Promise<E.Either<Failure, LoginProgress>> => {
  const tokens = tokensOfLogin(granted, plan.settings.definition, at, plan.scopes)
  const stored = E.isLeft(tokens)
    ? E.left(inTrouble(tokens.left))
    : await storeAgain(world.deployment, plan, tokens.right)
  await reply(E.isLeft(stored) ? NOT_STORED : STORED)
  if (E.isLeft(stored)) return stored
  world.fleet.doubt()
  return E.right(await lookedAt(world, stored.right))
}

const STORED = { title: 'Logged in', text: 'The tokens are stored. You can close this page.' }
const NOT_STORED = { title: 'Not stored', text: 'Look at the console: it says why.' }

/** The tokens are safe already: what goes wrong here only makes the look later. */
const lookedAt = async (world: LoginWorld, login: StoredTokens): Promise<LoginProgress> => {
  const { deployment, looks } = world
  const { secret, versionId, before } = login
  const stored = `the tokens are stored in version ${versionId}`
  if (`${deployment.tagPrefix}:paused` in secret.tags)
    return { state: 'stored', message: `${stored}; it is paused, resume it to go on` }
  const queueUrl = await world.findQueue()
  const asked = E.isLeft(queueUrl)
    ? queueUrl
    : await askForLook(deployment, queueUrl.right, lookOf(deployment, login))()
  return E.isLeft(asked)
    ? { state: 'stored', message: `${stored}; the next sweep looks at it: ${asked.left.message}` }
    : {
        state: 'stored',
        message: `${stored}; a look at it is asked for`,
        look: looks.remember(secret.arn, before),
      }
}
