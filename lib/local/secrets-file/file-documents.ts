import * as E from 'fp-ts/Either'
import type { Documents } from '../kept/documents.ts'
import { readSecret } from '../secrets-manager/kept-secret.ts'
import { versionByLabel } from '../secrets-manager/secret.ts'
import type { SecretsFile } from './secrets-file.ts'
import { asInFile } from './secrets-file-text.ts'

/**
 * Keeps the secrets of a Secrets Manager in `inner`, and the AWSCURRENT text of those that stand in the reader's file
 * in that file too, before anybody is told that it is current.
 *
 * Effect: `put` writes the file first. Cut off between the two writes, the file is ahead, and what it says is taken
 * over at the next start. A secret that is not in the file is never written to it, nor is any other version. `onTrouble`
 * hears of every change that the file could not take.
 * Errors: `put` throws, and keeps nothing, when the file cannot be written, or when somebody edited the entry since it
 * was taken over: the edit is newer than what this change was made from.
 */
export const fileDocuments = (
  file: SecretsFile,
  inner: Documents,
  onTrouble: (message: string) => void,
): Documents => {
  const keptTexts = new Map(inner.all().map(([arn, text]) => [arn, currentOf(text)?.text]))

  const writeBack = (name: string, before: string | undefined, after: string | undefined): void => {
    const content = orTrouble(file.read())
    const entry = content.secrets.find((secret) => secret.name === name)
    if (entry === undefined && !content.names.has(name)) return
    if (entry !== undefined && entry.text === after) return
    if (entry === undefined || entry.text !== before)
      throw new Error(`${file.path}: ${name}: it was edited since it was taken over`)
    orTrouble(file.replace(name, { from: entry.text, to: after ?? '' }))
  }
  // a change is tried again and again; the same trouble is told once, until it is over
  let trouble = ''
  const orTrouble = <A>(result: E.Either<string, A>): A => {
    if (E.isRight(result)) return result.right
    if (result.left !== trouble) onTrouble(`${result.left}; a change was refused and not made`)
    trouble = result.left
    throw new Error(result.left)
  }

  return {
    all: inner.all,
    put: (arn, text) => {
      const current = currentOf(text)
      const kept = keptTexts.get(arn)
      // a successor that waits for its promotion is kept even while the file is being edited
      if (current !== undefined && current.text !== kept) {
        writeBack(current.name, kept, current.text)
        trouble = ''
      }
      inner.put(arn, text)
      keptTexts.set(arn, current?.text)
    },
    remove: (arn) => {
      inner.remove(arn)
      keptTexts.delete(arn)
    },
  }
}

/** The name of a kept secret, and its AWSCURRENT text as a file would hold it. */
const currentOf = (
  kept: string,
): { readonly name: string; readonly text: string | undefined } | undefined => {
  const secret = readSecret(kept)
  if (secret === undefined) return undefined
  const text = versionByLabel(secret.versions, 'AWSCURRENT')?.secretString
  return { name: secret.name, text: text === undefined ? undefined : asInFile(text) }
}
