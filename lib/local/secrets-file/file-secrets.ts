import * as E from 'fp-ts/Either'
import type { JsonObject, Operations } from '../gateway/operation.ts'
import type { Documents } from '../kept/documents.ts'
import { type LocalSecret, versionByLabel } from '../secrets-manager/secret.ts'
import type { LocalSecretsManager } from '../secrets-manager/secrets-manager.ts'
import { fileDocuments } from './file-documents.ts'
import type { SecretsFile } from './secrets-file.ts'
import type { FileSecret } from './secrets-file-entry.ts'
import { asInFile } from './secrets-file-text.ts'

/** A file of secrets and a Secrets Manager bound to each other. */
export type FileSecrets = {
  /** Where that Secrets Manager keeps its secrets; see `fileDocuments`. */
  readonly documents: Documents
  /**
   * Makes the Secrets Manager say what the file says: creates, updates and tags secrets, and deletes for good those
   * that came from the file and are gone from it. A secret that never was in the file is left alone, and so is one whose
   * entry cannot be used.
   *
   * Effect: safe to repeat; nothing is called when nothing differs. An entry's trouble is told when it begins, and not
   * again before it was mended.
   * Errors: as the file's `read`, at every call; nothing is changed then.
   */
  readonly takeOver: (secretsManager: LocalSecretsManager) => E.Either<string, void>
}

/**
 * Binds a file of secrets to the Secrets Manager that is to say the same.
 *
 * Shape: `inner` keeps what no file holds, such as versions that wait for their promotion; `newId` answers a fresh UUID
 * at every call; `tell` hears sentences without secrets.
 */
export const fileSecrets = ({
  file,
  inner,
  newId,
  tell,
}: {
  readonly file: SecretsFile
  readonly inner: Documents
  readonly newId: () => string
  readonly tell: (message: string) => void
}): FileSecrets => {
  let told: ReadonlySet<string> = new Set()
  const tellNew = (messages: readonly string[]): void => {
    for (const message of messages) if (!told.has(message)) tell(message)
    told = new Set(messages)
  }
  return {
    documents: fileDocuments(file, inner, tell),
    takeOver: ({ operations, snapshot }) => {
      const content = file.read()
      if (E.isLeft(content)) return content
      const { secrets, names, problems } = content.right
      const known = new Map(snapshot().map((secret) => [secret.name, secret]))
      const isGone = ({ name, description }: LocalSecret): boolean =>
        description === FROM_FILE && !names.has(name)
      const calls = [
        ...secrets.flatMap((secret) => callsFor(secret, known.get(secret.name), newId)),
        ...[...known.values()].filter(isGone).map(deletion),
      ]
      const refusals = calls.flatMap((call) => refusalOf(operations, call))
      tellNew([...problems, ...refusals.map((refusal) => `${file.path}: ${refusal}`)])
      return E.right(undefined)
    },
  }
}

type Call = { readonly name: string; readonly operation: string; readonly input: JsonObject }

/** Tells a secret that may be deleted with its entry from one that somebody made at the endpoint. */
const FROM_FILE = 'taken from the file of --secrets'

const callsFor = (
  { name, tags, text }: FileSecret,
  known: LocalSecret | undefined,
  newId: () => string,
): readonly Call[] => {
  const call = (operation: string, input: JsonObject): Call => ({ name, operation, input })
  const value = () => ({ SecretString: text, ClientRequestToken: newId() })
  if (known === undefined) {
    const created = { Name: name, Description: FROM_FILE, Tags: wireTags(Object.entries(tags)) }
    return [call('CreateSecret', { ...created, ...value() })]
  }
  const SecretId = known.arn
  const current = versionByLabel(known.versions, 'AWSCURRENT')?.secretString
  const changed = Object.entries(tags).filter(([key, tag]) => known.tags[key] !== tag)
  const gone = Object.keys(known.tags).filter((key) => !Object.hasOwn(tags, key))
  return [
    ...(known.deletedAt === undefined ? [] : [call('RestoreSecret', { SecretId })]),
    ...(known.description === FROM_FILE
      ? []
      : [call('UpdateSecret', { SecretId, Description: FROM_FILE })]),
    ...(current !== undefined && asInFile(current) === text
      ? []
      : [call('PutSecretValue', { SecretId, ...value(), VersionStages: ['AWSCURRENT'] })]),
    // first those that go, since a secret has room for 50
    ...(gone.length === 0 ? [] : [call('UntagResource', { SecretId, TagKeys: gone })]),
    ...(changed.length === 0 ? [] : [call('TagResource', { SecretId, Tags: wireTags(changed) })]),
  ]
}

const deletion = ({ name, arn }: LocalSecret): Call => ({
  name,
  operation: 'DeleteSecret',
  input: { SecretId: arn, ForceDeleteWithoutRecovery: true },
})

const wireTags = (tags: readonly (readonly [key: string, tag: string])[]) =>
  tags.map(([Key, Value]) => ({ Key, Value }))

/** What throws is a change that could not be kept, such as on a full disk; it is tried again at the next call. */
const refusalOf = (operations: Operations, { name, operation, input }: Call): readonly string[] => {
  try {
    const answer = operations[operation]?.(input)
    if (answer === undefined) return [`${name}: ${operation} is not known here`]
    return E.isLeft(answer) ? [`${name}: ${answer.left.message}`] : []
  } catch {
    return [`${name}: the change could not be kept`]
  }
}
