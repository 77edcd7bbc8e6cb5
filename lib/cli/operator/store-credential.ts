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
 * calls, nothing refreshes it yet, and the same again finishes. One that has the tags already gets its text alone; what
 * has others must not come here, see `tagsInTheWay`.
 * Errors: exit code 1 when somebody else wrote or tagged it meanwhile; 3 when AWS refuses, with what was done before.
 */
export const storeCredential = async (
  deployment: Deployment,
  { name, existing, base, text, tags, kmsKey }: CredentialToStore,
): Promise<E.Either<Failure, string>> => {
  if (existing === undefined)
    return createSecret(deployment, { name, text: text ?? '', tags, kmsKey })()
  if (text !== undefined) {
    const put = await putCurrentText(deployment, existing, { base, text, tags: existing.tags })()
    if (E.isLeft(put)) return put
  }
  const missing = Object.entries(tags).filter(([key, value]) => existing.tags[key] !== value)
  if (missing.length === 0) return E.right(existing.arn)
  const tagged = await tagSecret(deployment, existing, Object.fromEntries(missing))()
  if (E.isRight(tagged)) return E.right(existing.arn)
  return E.left(text === undefined ? tagged.left : halfDone(tagged.left, missing))
}

/** The failure of the second of two calls. Shape: `missing` are the tags that it was to set. */
const halfDone = (
  { exitCode, message }: Failure,
  missing: readonly (readonly [key: string, value: string])[],
): Failure => ({
  exitCode,
  message: `${message}; its text was replaced, but it was not given ${missing
    .map((tag) => tag.join(' = '))
    .join(', ')}, so nothing refreshes it yet; the same command again finishes it`,
})
