import * as E from 'fp-ts/Either'
import type { Tokens } from '../../../credential/credential.ts'
import { tagsOfPolicy } from '../add-options.ts'
import type { Deployment } from '../deployment.ts'
import { type Failure, inTrouble } from '../fail.ts'
import type { FoundSecret } from '../find-secret.ts'
import { ledgerItem } from '../follow-credential.ts'
import { createSecret, currentText, putCurrentText } from '../secret-writes.ts'
import type { StoredTokens } from '../stored-look.ts'
import type { AgainPlan, LoginPlan } from './plan.ts'
import { newText, textWithLogin } from './text.ts'

/**
 * Makes the secret of a new credential, with its tags, and gives its ARN.
 *
 * Errors: exit code 1 when somebody else made one meanwhile; 3 when AWS refuses.
 */
export const createWithLogin = (
  deployment: Deployment,
  { name, policy, settings }: LoginPlan,
  tokens: Tokens,
  kmsKey: string | undefined,
): Promise<E.Either<Failure, string>> =>
  createSecret(deployment, {
    name,
    text: newText(settings.format ?? 'credentials', tokens),
    tags: tagsOfPolicy(policy, deployment.tagPrefix),
    kmsKey,
  })()

/**
 * Puts the tokens of a login into what a secret holds now, and gives the id of the new version.
 *
 * A login takes a person minutes, in which the credential may have been refreshed or edited: what is merged with is
 * read after it, and again when somebody writes in between.
 *
 * Errors: exit code 1 when it is written all the time, or its text cannot be read any more; 3 when AWS refuses.
 */
export const mergeLogin = async (
  deployment: Deployment,
  existing: FoundSecret,
  { settings }: Pick<LoginPlan, 'settings'>,
  tokens: Tokens,
): Promise<E.Either<Failure, string>> => {
  for (let tries = 1; ; tries++) {
    const current = await currentText(deployment, existing)()
    if (E.isLeft(current)) return current
    const text = textWithLogin(current.right.text, settings, tokens)
    if (E.isLeft(text)) return E.left(inTrouble(`secret ${existing.name}: ${text.left}`))
    const base = current.right.versionId
    const put = await putCurrentText(deployment, existing, { base, text: text.right })()
    const isRaced = E.isLeft(put) && put.left.exitCode === 1
    if (!isRaced || tries === MAX_TRIES) return put
  }
}

/** Puts the tokens of another login into its secret, as `mergeLogin`, and gives what a look at them is followed by. */
export const storeAgain = async (
  deployment: Deployment,
  plan: Pick<AgainPlan, 'existing' | 'settings'>,
  tokens: Tokens,
): Promise<E.Either<Failure, StoredTokens>> => {
  const { existing: secret } = plan
  const before = await ledgerItem(deployment, secret.arn)()
  const merged = await mergeLogin(deployment, secret, plan, tokens)
  // a ledger that cannot be read keeps no token away
  return E.map((versionId: string) => ({
    secret,
    versionId,
    before: E.isRight(before) ? before.right : undefined,
  }))(merged)
}

const MAX_TRIES = 5
