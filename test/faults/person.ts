import { type LocalSecret, versionByLabel } from '../../lib/local/secrets-manager/secret.ts'
import { refreshTokenOf } from '../main-job/demo.ts'
import type { Books } from './books.ts'
import { withNote } from './credential-text.ts'
import type { Random } from './random.ts'
import type { World } from './world.ts'

/** What a person does to a credential; each act is done at once, also between two calls of a function. */
export type Person = {
  readonly consentAgain: () => void
  readonly editAnotherField: () => void
  /** As a template does that somebody applies again. */
  readonly putOldTextBack: () => void
  readonly moveLabelBack: () => void
  readonly tag: (key: string, value: string) => void
  readonly untag: (key: string) => void
  readonly deleteSecret: () => void
  readonly restoreSecret: () => void
}

/** How the person knows the credential. Shape: `consented` is the refresh token of a consent that is not used yet. */
export type Known = {
  readonly arn: string
  readonly secret: () => LocalSecret
  readonly text: () => string
  readonly books: Books
  readonly consented: string
}

export const TAG_PREFIX = 'token-rotation:'

/** Lets a person work on a credential by hand; the books learn of what is written. */
export const personWith = (
  { byHand }: World,
  random: Random,
  { arn, secret, text, books, consented }: Known,
): Person => {
  const edit = (wanted: string): void => {
    byHand('PutSecretValue', {
      SecretId: arn,
      ClientRequestToken: random.id(),
      SecretString: wanted,
      VersionStages: ['AWSCURRENT'],
    })
    if (text() === wanted) books.edited(wanted)
  }
  const newNote = (): string => `by hand ${random.id()}`
  return {
    consentAgain: () => {
      books.consented(consented)
      edit(withNote(text().replace(refreshTokenOf(text()), consented), newNote()))
    },
    editAnotherField: () => edit(withNote(text(), newNote())),
    putOldTextBack: () => edit(books.oldestText()),
    moveLabelBack: () => {
      const { versions } = secret()
      const previous = versionByLabel(versions, 'AWSPREVIOUS')?.id
      if (previous === undefined) return
      byHand('UpdateSecretVersionStage', {
        SecretId: arn,
        VersionStage: 'AWSCURRENT',
        RemoveFromVersionId: versionByLabel(versions, 'AWSCURRENT')?.id,
        MoveToVersionId: previous,
      })
      books.edited(text())
    },
    tag: (key, value) =>
      byHand('TagResource', {
        SecretId: arn,
        Tags: [{ Key: `${TAG_PREFIX}${key}`, Value: value }],
      }),
    untag: (key) => byHand('UntagResource', { SecretId: arn, TagKeys: [`${TAG_PREFIX}${key}`] }),
    deleteSecret: () => byHand('DeleteSecret', { SecretId: arn, RecoveryWindowInDays: 7 }),
    restoreSecret: () => byHand('RestoreSecret', { SecretId: arn }),
  }
}
