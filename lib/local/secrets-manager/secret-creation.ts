import { createHash } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type * as t from 'io-ts'
import type { AccountSettings } from '../account-settings.ts'
import { type AwsError, awsError, invalidRequest } from '../gateway/aws-error.ts'
import { type LocalSecret, versionById } from './secret.ts'
import type { SecretInput } from './secret-input.ts'
import type { SecretStore } from './secret-store.ts'
import { addTags } from './secret-tags.ts'
import { type NewVersion, putVersion, sameValue, tokenInUse } from './secret-versions.ts'

/**
 * Makes a new secret, with a first version when a value is given. The same call again (same name,
 * token and value) answers with the secret it made.
 *
 * Errors: `ResourceExistsException` when the name is taken, or its token stands for another value;
 * `InvalidRequestException` when a secret of this name waits for its deletion; the limits of tags.
 */
export const createSecret = (
  store: SecretStore,
  settings: AccountSettings,
  input: t.TypeOf<typeof SecretInput.CreateSecret>,
  version: NewVersion | undefined,
): E.Either<AwsError, LocalSecret> => {
  const existing = store.find(input.Name)
  if (E.isRight(existing)) return recreate(existing.right, version)
  const now = settings.clock()
  return pipe(
    addTags({}, input.Tags ?? []),
    E.map((tags) => emptySecret(settings, input, tags, now)),
    E.flatMap((secret) =>
      version === undefined ? E.right(secret) : putVersion(secret, version, now),
    ),
    E.tap((secret) => E.right(store.save(secret))),
  )
}

const recreate = (
  secret: LocalSecret,
  version: NewVersion | undefined,
): E.Either<AwsError, LocalSecret> => {
  if (secret.deletedAt !== undefined) {
    return E.left(
      invalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      ),
    )
  }
  const known = version && versionById(secret.versions, version.token)
  if (version === undefined || known === undefined) {
    return E.left(
      awsError(
        'ResourceExistsException',
        `The operation failed because the secret ${secret.name} already exists.`,
      ),
    )
  }
  return sameValue(known, version.value)
    ? E.right(secret)
    : E.left(tokenInUse(secret, version.token))
}

const emptySecret = (
  { region, accountId, newId }: AccountSettings,
  { Name, Description, KmsKeyId, Type }: t.TypeOf<typeof SecretInput.CreateSecret>,
  tags: LocalSecret['tags'],
  now: Date,
): LocalSecret => ({
  arn: `arn:aws:secretsmanager:${region}:${accountId}:secret:${Name}-${sixLetters(newId())}`,
  name: Name,
  ...(Description === undefined ? {} : { description: Description }),
  ...(KmsKeyId === undefined ? {} : { kmsKeyId: KmsKeyId }),
  ...(Type === undefined ? {} : { type: Type }),
  tags,
  createdAt: now,
  changedAt: now,
  versions: [],
})

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The suffix comes from the account's own source of ids, so that a test can foresee it. */
const sixLetters = (id: string): string =>
  Array.from(
    createHash('sha256').update(id).digest().subarray(0, 6),
    (byte) => ALPHABET[byte % ALPHABET.length],
  ).join('')
