import type { LedgerItem } from '../../rotation/ledger-item.ts'
import { PENDING_LABEL } from '../../rotation/rotate-env.ts'
import { isSuccessorOf } from '../../rotation/successor-id.ts'
import type { SecretVersionInfo } from './read-versions.ts'

/**
 * What happened to a version, as far as its id, its labels and the ledger tell: a refresh marks the version that it
 * writes with the one that it was made from.
 *
 * Shape: clauses, the origin first; `all` are the versions that are still kept, newest first.
 */
export const versionStory = (
  { id, labels }: SecretVersionInfo,
  all: readonly SecretVersionInfo[],
  item: LedgerItem | undefined,
): readonly string[] => {
  const base = all.find((other) => other.id !== id && isSuccessorOf(id, other.id))
  const isOurs = item?.intent?.successor === id || labels.includes(PENDING_LABEL)
  const origin =
    base !== undefined
      ? `refreshed from ${base.id}`
      : isOurs
        ? 'written by a refresh'
        : all.at(-1)?.id === id
          ? 'the oldest that is kept'
          : 'written by somebody else'
  return [origin, ...(item === undefined ? [] : roles(id, labels, item))]
}

/** What the ledger says of a version. */
const roles = (id: string, labels: readonly string[], item: LedgerItem): readonly string[] => {
  const isCurrent = labels.includes('AWSCURRENT')
  return [
    ...(isCurrent && item.version !== id ? ['not looked at yet'] : []),
    ...(item.version === id && !isCurrent ? ['the current one when it was last looked at'] : []),
    ...(item.newest === id && item.newest !== item.version ? ['holds the newest token'] : []),
    ...(item.intent?.successor === id ? ['waits to become current'] : []),
    ...(item.intent?.base === id ? [`a ${item.intent.kind} of it was begun and not finished`] : []),
  ]
}
