import * as E from 'fp-ts/Either'
import type { Deployment } from './deployment.ts'
import type { Failure } from './fail.ts'
import type { FoundSecret } from './find-secret.ts'
import { createSecret, putCurrentText, tagSecret } from './secret-writes.ts'

/** A credential as it is to be stored. Shape: without a `text` the one that is there stays; `base` is its version. */
export type CredentialToStore = {
  readonly name: string
  readonly existing: FoundSecret | undefined
  readonly base: string | undefined
  readonly text: string | undefined
  readonly tags: Readonly<Record<string, string>>
  readonly kmsKey: string | undefined
}

/**
 * Stores a credential under its tags, and gives the ARN.
 *
 * Effect: a new secret comes with its tags in one call. One that is there gets its text first: cut off between the two
 * calls, nothing refreshes it yet, and the same again finishes.
 * Errors: exit code 1 when somebody else wrote it meanwhile; 3 when AWS refuses.
 */
export const storeCredential = async (
  deployment: Deployment,
  { name, existing, base, text, tags, kmsKey }: CredentialToStore,
): Promise<E.Either<Failure, string>> => {
  if (existing === undefined)
    return createSecret(deployment, { name, text: text ?? '', tags, kmsKey })()
  if (text !== undefined) {
    const put = await putCurrentText(deployment, existing, { base, text })()
    if (E.isLeft(put)) return put
  }
  const tagged = await tagSecret(deployment, existing, tags)()
  return E.isLeft(tagged) ? tagged : E.right(existing.arn)
}
