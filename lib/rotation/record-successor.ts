import { readStored } from '../credential/stored-credential.ts'
import { afterRefresh, fingerprint } from './fingerprint.ts'
import type { LedgerChanges } from './ledger-item.ts'
import { settingsOf } from './policy.ts'
import { noFailure, recorded, seen } from './record.ts'
import type { RotateEnv } from './rotate-env.ts'
import type { Ending, Successor } from './rotation-run.ts'
import { DEFAULT_LIFETIME_SECONDS, later, refreshAt } from './schedule.ts'

/** The successor is AWSCURRENT. */
export const recordPromoted =
  (env: RotateEnv) =>
  (successor: Successor): Ending => {
    const { intent, item } = successor
    const { credential, definition, changes } = outcomeOf(env)(successor)
    const isRefresh = intent.kind === 'refresh'
    const lifetime = definition?.accessTokenLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS
    const nextAt = refreshAt({
      secretArn: successor.request.secretArn,
      definition: definition ?? UNKNOWN_PROVIDER,
      now: env.now(),
      issuedAt: isRefresh ? intent.startedAt : credential?.issuedAt,
      expiresAt: credential?.expiresAt ?? later(intent.startedAt, lifetime),
      refreshedAt: intent.startedAt,
    })
    return recorded(successor, isRefresh ? 'refreshed' : 'restored', {
      ...changes,
      base: intent.base,
      nextAt,
      refreshedAt: isRefresh ? intent.startedAt : (item.refreshedAt ?? null),
      ...('grantEndsAt' in successor ? { grantEndsAt: successor.grantEndsAt ?? null } : {}),
    })
  }

/** Tags may have become unusable since the refresh was begun; its result is kept all the same. */
const UNKNOWN_PROVIDER = {
  accessTokenLifetimeSeconds: undefined,
  refreshTokenIdleSeconds: undefined,
  refreshMarginSeconds: undefined,
}

/** Somebody's version became AWSCURRENT meanwhile. The successor is remembered as the newest, so that the next run can judge theirs. */
export const recordTheirsWins =
  (env: RotateEnv) =>
  (successor: Successor): Ending =>
    recorded(successor, 'kept a newer version', {
      ...outcomeOf(env)(successor).changes,
      nextAt: env.now(),
      ...(successor.intent.kind === 'refresh' ? { refreshedAt: successor.intent.startedAt } : {}),
    })

/** What is known once a successor holds the newest token, current or not. */
const outcomeOf = (env: RotateEnv) => (successor: Successor) => {
  const { intent, item, policy, version, salt } = successor
  const settings = settingsOf(env.providers)(policy)
  const { definition, format } = settings._tag === 'Right' ? settings.right : {}
  const read = readStored(version.text, {
    tagged: format,
    providerDefault: definition?.defaultFormat,
  })
  const stored = read._tag === 'Right' ? read.right : undefined
  const token = stored?.credential.refreshToken
  const print = token === undefined ? undefined : fingerprint(salt, token)
  const spent =
    intent.kind === 'refresh' ? afterRefresh(item.spent, intent.token, print) : item.spent
  const changes: LedgerChanges = {
    ...seen(successor),
    ...noFailure,
    format: stored?.format.id ?? null,
    status: 'active',
    version: intent.successor,
    newest: intent.successor,
    expiresAt: stored?.credential.expiresAt ?? null,
    salt,
    current: print ?? null,
    spent: spent === undefined || spent.length === 0 ? null : spent,
    // the successor holds what waited
    ...(item.escrow === undefined ? {} : { escrow: null }),
  }
  return { credential: stored?.credential, definition, changes }
}
