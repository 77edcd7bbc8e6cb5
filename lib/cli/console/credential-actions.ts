import * as E from 'fp-ts/Either'
import { earliestRefresh } from '../../rotation/schedule.ts'
import { fromNow } from '../fleet-rows.ts'
import { askForLook } from '../operator/ask-for-look.ts'
import { type Failure, inTrouble } from '../operator/fail.ts'
import { findRotated } from '../operator/known-secret.ts'
import { ledgerView } from '../operator/ledger-view.ts'
import { tagSecret, untagSecret } from '../operator/secret-writes.ts'
import type { ConsoleWorld } from './console-world.ts'
import type { ActionAnswer } from './page-data.ts'

/** What a person can do with a credential. Errors: exit code 1 when it cannot be done now, 3 when AWS refuses. */
export type CredentialAction = (
  world: ConsoleWorld,
  name: string,
) => Promise<E.Either<Failure, ActionAnswer>>

/** Asks the deployed functions to refresh a credential now. Effect: safe to repeat, as `askForLook`. */
export const rotateNow: CredentialAction = async (world, name) => {
  const { deployment } = world
  const found = await findRotated(deployment)(name)()
  if (E.isLeft(found)) return found
  const { arn, current: versionId, tags } = found.right
  if (versionId === undefined)
    return E.left(inTrouble(`secret ${name}: expected a version labelled AWSCURRENT`))
  if (`${deployment.tagPrefix}:paused` in tags)
    return E.left(inTrouble(`secret ${name}: it is paused; resume it first`))
  const items = await ledgerView(deployment)([arn])()
  if (E.isLeft(items)) return items
  const known = items.right.get(arn)
  const before = known === 'unreadable' ? undefined : known
  const queueUrl = await world.findQueue()
  if (E.isLeft(queueUrl)) return queueUrl
  const asked = await askForLook(deployment, queueUrl.right, {
    secretArn: arn,
    versionId,
    provider: tags[`${deployment.tagPrefix}:provider`] ?? '',
    isForced: true,
  })()
  if (E.isLeft(asked)) return asked
  world.fleet.doubt()
  const now = deployment.now()
  const earliest =
    before?.refreshedAt === undefined ? undefined : earliestRefresh(before.refreshedAt)
  // nothing would be seen of it before then, so there is nothing to follow
  if (earliest !== undefined && earliest > now)
    return E.right({
      message: `refreshed ${fromNow(before?.refreshedAt, now)}; a secret takes a new version every 16 min, so it is refreshed again ${fromNow(earliest, now)}`,
    })
  return E.right({
    message: 'asked for; waiting for a function',
    look: world.looks.remember(arn, before),
  })
}

/** Puts the tag on a credential that keeps everything new from being begun. Effect: safe to repeat. */
export const pauseCredential: CredentialAction = async (world, name) => {
  const { deployment, fleet } = world
  const found = await findRotated(deployment)(name)()
  if (E.isLeft(found)) return found
  const key = `${deployment.tagPrefix}:paused`
  if (key in found.right.tags) return E.right({ message: 'it was paused already' })
  const tagged = await tagSecret(deployment, found.right, { [key]: 'yes' })()
  if (E.isLeft(tagged)) return tagged
  fleet.doubt()
  return E.right({
    message: 'paused; nothing new is begun, and a refresh that was begun is still finished',
  })
}

/** Takes the pause off a credential. Effect: safe to repeat. */
export const resumeCredential: CredentialAction = async (world, name) => {
  const { deployment, fleet } = world
  const found = await findRotated(deployment)(name)()
  if (E.isLeft(found)) return found
  const key = `${deployment.tagPrefix}:paused`
  if (!(key in found.right.tags)) return E.right({ message: 'it was not paused' })
  const untagged = await untagSecret(deployment, found.right, key)()
  if (E.isLeft(untagged)) return untagged
  fleet.doubt()
  return E.right({ message: 'resumed; the next sweep looks at it' })
}
