import * as E from 'fp-ts/Either'
import { type AwsError, notFound } from '../gateway/aws-error.ts'
import { type Documents, inMemory } from '../kept/documents.ts'
import { readSecret, writeSecret } from './kept-secret.ts'
import type { LocalSecret } from './secret.ts'

/** What can be read of the secrets at one moment. */
export type SecretView = {
  /** Finds a secret by its name, its ARN, or its ARN without the random suffix. */
  readonly find: (secretId: string) => E.Either<AwsError, LocalSecret>
  readonly all: () => readonly LocalSecret[]
}

/** The secrets as they are, with what changes them. */
export type SecretStore = SecretView & {
  readonly save: (secret: LocalSecret) => void
  readonly remove: (arn: string) => void
  /** Changes what nobody reads by its time (a last access) and so needs no place in the past. */
  readonly touch: (secret: LocalSecret) => void
  /** The secrets as they were `milliseconds` ago, as an eventually consistent read may see them. */
  readonly ago: (milliseconds: number) => SecretView
}

type Past = { readonly secret: LocalSecret | undefined; readonly until: number }

/** Staleness beyond this cannot be looked at; AWS speaks of five minutes for ListSecrets. */
const REMEMBERED_MILLISECONDS = 15 * 60 * 1000

/**
 * Keeps the secrets in memory, each with its recent past, and in documents. A recovery window that is over ends a
 * secret.
 */
export const secretStore = (
  {
    region,
    accountId,
    clock,
  }: {
    readonly region: string
    readonly accountId: string
    readonly clock: () => Date
  },
  documents: Documents = inMemory,
): SecretStore => {
  const arnPrefix = `arn:aws:secretsmanager:${region}:${accountId}:secret:`
  const secrets = new Map<string, LocalSecret>()
  const arnsByName = new Map<string, string>()
  const pasts = new Map<string, readonly Past[]>()

  const remember = (arn: string): void => {
    const now = clock().getTime()
    const recent = (pasts.get(arn) ?? []).filter((p) => p.until > now - REMEMBERED_MILLISECONDS)
    pasts.set(arn, [...recent, { secret: secrets.get(arn), until: now }])
  }

  const viewAt = (milliseconds: number): SecretView => {
    const read = (arn: string): LocalSecret | undefined => {
      const at = clock().getTime() - milliseconds
      const past = milliseconds > 0 ? pasts.get(arn)?.find(({ until }) => until > at) : undefined
      const secret = past === undefined ? secrets.get(arn) : past.secret
      return secret !== undefined && isGone(secret, clock()) ? undefined : secret
    }
    const find = (secretId: string): E.Either<AwsError, LocalSecret> => {
      const name = secretId.startsWith(arnPrefix) ? secretId.slice(arnPrefix.length) : secretId
      const secret = read(secretId) ?? read(arnsByName.get(name) ?? '')
      return secret === undefined
        ? E.left(notFound("Secrets Manager can't find the specified secret."))
        : E.right(secret)
    }
    const arns = (): Iterable<string> => (milliseconds > 0 ? pasts.keys() : secrets.keys())
    return { find, all: () => Array.from(arns(), read).filter((s) => s !== undefined) }
  }

  const set = (secret: LocalSecret): void => {
    secrets.set(secret.arn, secret)
    arnsByName.set(secret.name, secret.arn)
  }
  for (const [, text] of documents.all()) {
    const secret = readSecret(text)
    if (secret !== undefined) set(secret)
  }

  return {
    ...viewAt(0),
    ago: viewAt,
    save: (secret) => {
      documents.put(secret.arn, writeSecret(secret))
      remember(secret.arn)
      set(secret)
    },
    touch: (secret) => {
      secrets.set(secret.arn, secret)
    },
    remove: (arn) => {
      documents.remove(arn)
      remember(arn)
      secrets.delete(arn)
    },
  }
}

const isGone = ({ deletedAt }: LocalSecret, now: Date): boolean =>
  deletedAt !== undefined && deletedAt <= now
