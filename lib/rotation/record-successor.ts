import { type Credential, grantToken } from '../credential/credential.ts'
import { readStored } from '../credential/stored-credential.ts'
import type { ProviderDefinition } from '../provider/provider-definition.ts'
import { afterRefresh, fingerprint, isSame } from './fingerprint.ts'
import { rememberedEnds } from './grant-end.ts'
import { endsAfterRefresh, endsAtFirstSight, type GrantEnds, movableEnd } from './grant-rules.ts'
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
    const { credential, definition, ends, changes } = outcomeOf(env)(successor)
    const isRefresh = intent.kind === 'refresh'
    const lifetime = definition?.accessTokenLifetimeSeconds ?? DEFAULT_LIFETIME_SECONDS
    const nextAt = refreshAt({
      secretArn: successor.request.secretArn,
      definition: definition ?? UNKNOWN_PROVIDER,
      now: env.now(),
      issuedAt: isRefresh ? intent.startedAt : credential?.issuedAt,
      expiresAt: credential?.expiresAt ?? later(intent.startedAt, lifetime),
      refreshedAt: intent.startedAt,
      usedAt: isRefresh ? intent.startedAt : (item.refreshedAt ?? credential?.issuedAt),
      refreshTokenEndsAt: definition?.grant === 'refresh_token' ? movableEnd(ends) : undefined,
    })
    return recorded(successor, isRefresh ? 'refreshed' : 'restored', {
      ...changes,
      base: intent.base,
      nextAt,
      refreshedAt: isRefresh ? intent.startedAt : (item.refreshedAt ?? null),
    })
  }

/** Tags may have become unusable since the refresh was begun; its result is kept all the same. */
const UNKNOWN_PROVIDER = {
  accessTokenLifetimeSeconds: undefined,
  refreshTokenLifetimeSeconds: undefined,
  refreshTokenIdleSeconds: undefined,
  rotatesRefreshToken: undefined,
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
  const token = stored === undefined ? undefined : grantToken(stored.credential, definition?.grant)
  const print = token === undefined ? undefined : fingerprint(salt, token)
  const spent =
    intent.kind === 'refresh' ? afterRefresh(item.spent, intent.token, print) : item.spent
  const ends = endsOf(successor, definition, stored?.credential, isSame(intent.token, print))
  const changes: LedgerChanges = {
    ...seen(successor),
    ...noFailure,
    format: stored?.format.id ?? null,
    status: 'active',
    version: intent.successor,
    newest: intent.successor,
    expiresAt: stored?.credential.expiresAt ?? null,
    grantEndsAt: ends.grantEndsAt ?? null,
    consentEndsAt: ends.consentEndsAt ?? null,
    salt,
    current: print ?? null,
    spent: spent === undefined || spent.length === 0 ? null : spent,
    // another token was sent than the one that the forecast was about
    ...(intent.kind === 'refresh' && !isSame(intent.token, item.current) ? { forecast: null } : {}),
    // the successor holds what waited
    ...(item.escrow === undefined ? {} : { escrow: null, escrowedAt: null }),
  }
  return { credential: stored?.credential, definition, ends, changes }
}

/** The ends that the answer told; a run that finishes another's refresh knows what was stored of it. */
const endsOf = (
  successor: Successor,
  definition: ProviderDefinition | undefined,
  credential: Credential | undefined,
  isSameToken: boolean,
): GrantEnds => {
  const { intent, item, version } = successor
  if ('grantEndsAt' in successor)
    return { grantEndsAt: successor.grantEndsAt, consentEndsAt: successor.consentEndsAt }
  if (definition === undefined || credential === undefined || intent.kind === 'restore')
    return { grantEndsAt: item.grantEndsAt, consentEndsAt: item.consentEndsAt }
  const first = endsAtFirstSight(definition, credential, version.createdAt)
  return endsAfterRefresh(definition, rememberedEnds(item, first), {
    at: intent.startedAt,
    isReplaced: !isSameToken,
    accessTokenEndsAt: credential.expiresAt,
    refreshTokenEndsAt: credential.refreshTokenExpiresAt,
  })
}
