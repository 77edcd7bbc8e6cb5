import * as E from 'fp-ts/Either'
import type { LedgerItem } from '../../rotation/ledger-item.ts'
import type { Deployment } from './deployment.ts'
import type { Failure, Verdict } from './fail.ts'
import type { FoundSecret } from './find-secret.ts'
import { followCredential } from './follow-credential.ts'
import { outcomeOfLook } from './outcome-of-look.ts'
import { say } from './say.ts'

/** Says something of one secret: a line for people, fields for programs. */
export type TellOfSecret = (line: string, fields: Readonly<Record<string, unknown>>) => void

/** Tells of a secret under its name. */
export const tellOf =
  (
    options: { readonly json: boolean },
    { name, arn }: Pick<FoundSecret, 'name' | 'arn'>,
  ): TellOfSecret =>
  (line, fields) =>
    say(options, { lines: [`${name}: ${line}`], json: { name, arn, ...fields } })

/** How a look is waited for. Shape: `before` is the ledger's item before it was asked for. */
export type AwaitedLook = {
  readonly secret: FoundSecret
  readonly before: LedgerItem | undefined
  readonly seconds: number
  readonly interrupted: AbortSignal
  readonly isJson: boolean
  /** Said when nothing came of it in the time. */
  readonly unanswered: () => string
}

/**
 * Waits for a look at a credential and tells what came of it; on the way only people are told something.
 *
 * Errors: exit code 3 when AWS refuses.
 */
export const toldLook = async (
  deployment: Deployment,
  { secret, before, seconds, interrupted, isJson, unanswered }: AwaitedLook,
): Promise<E.Either<Failure, Verdict>> => {
  const tell = tellOf({ json: isJson }, secret)
  const followed = await followCredential(deployment, secret.arn, before, {
    seconds,
    interrupted,
    onBusy: () => {
      if (!isJson) tell('at work', {})
    },
  })
  if (E.isLeft(followed)) return followed
  const after = followed.right
  if (after === undefined) {
    tell(unanswered(), { result: 'unknown' })
    return E.right(1)
  }
  const { result, line, verdict } = outcomeOfLook(before, after, deployment.now())
  tell(line, {
    result,
    statusBefore: before?.status,
    status: after.status,
    versionId: after.version,
    expiresAt: after.expiresAt?.toISOString(),
    nextAt: after.nextAt?.toISOString(),
    errorCode: after.error,
    message: after.message,
  })
  return E.right(verdict)
}
