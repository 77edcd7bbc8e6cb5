import * as E from 'fp-ts/Either'
import type { LedgerItem } from '../../rotation/ledger-item.ts'
import { askForLook, type Look } from './ask-for-look.ts'
import type { Deployment } from './deployment.ts'
import type { Failure, Verdict } from './fail.ts'
import { findQueue, type QueueOptions } from './find-queue.ts'
import type { FoundSecret } from './find-secret.ts'
import type { OperatorOptions } from './operator-options.ts'
import { tellOf, toldLook } from './told-look.ts'
import type { WaitOptions } from './wait-options.ts'

/** New tokens that are in a secret that was there. Shape: `before` is the ledger's item before them. */
export type StoredTokens = {
  readonly secret: FoundSecret
  readonly versionId: string
  readonly before: LedgerItem | undefined
}

/** What a command is told of such a look. */
type StoredLookOptions = Pick<OperatorOptions, 'json'> & QueueOptions & WaitOptions

/**
 * Asks for a look at new tokens and tells what comes of it. The tokens are safe already: this makes it quicker, and tells.
 *
 * Errors: exit code 3 when AWS refuses.
 */
export const lookAtStored = async (
  deployment: Deployment,
  { secret, versionId, before }: StoredTokens,
  options: StoredLookOptions,
  interrupted: AbortSignal,
): Promise<E.Either<Failure, Verdict>> => {
  const { json, wait } = options
  const tell = tellOf({ json }, secret)
  const status = before?.status ?? 'not seen yet'
  const fields = { result: 'stored', statusBefore: status, versionId }
  const stored = `the new tokens are in version ${versionId}, the old ones stay as AWSPREVIOUS`
  if (`${deployment.tagPrefix}:paused` in secret.tags) {
    tell(`${stored}; it is paused, to go on: token-rotation resume ${secret.name}`, fields)
    return E.right(0)
  }
  const isAsked = await askIfPossible(deployment, { secret, versionId }, options)
  if (wait === false) {
    tell(
      `${stored}; ${isAsked ? 'a look at it is asked for' : 'the next sweep looks at it'}`,
      fields,
    )
    return E.right(0)
  }
  if (!json) {
    tell(stored, fields)
    tell(`${status}; waiting up to ${wait} s for a look at it`, fields)
  }
  return toldLook(deployment, {
    secret,
    before,
    seconds: wait,
    interrupted,
    isJson: json,
    unanswered: () =>
      `the tokens are stored, and not looked at in ${wait} s; see: token-rotation show ${secret.name}`,
  })
}

/** The look that new tokens get. Shape: they are new, so that nothing is refreshed that is not due. */
export const lookOf = (
  { tagPrefix }: Pick<Deployment, 'tagPrefix'>,
  { secret: { arn, tags }, versionId }: Pick<StoredTokens, 'secret' | 'versionId'>,
): Look => ({
  secretArn: arn,
  versionId,
  provider: tags[`${tagPrefix}:provider`] ?? '',
  isForced: false,
})

/** Without the queue the next sweep finds the new version. */
const askIfPossible = async (
  deployment: Deployment,
  tokens: Pick<StoredTokens, 'secret' | 'versionId'>,
  options: StoredLookOptions,
): Promise<boolean> => {
  const queueUrl = await findQueue(deployment, options)
  const asked = E.isLeft(queueUrl)
    ? queueUrl
    : await askForLook(deployment, queueUrl.right, lookOf(deployment, tokens))()
  if (E.isRight(asked)) return true
  process.stderr.write(`${tokens.secret.name}: left to the next sweep: ${asked.left.message}\n`)
  return false
}
