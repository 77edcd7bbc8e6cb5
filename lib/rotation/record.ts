import { trustedExpiry } from '../credential/credential.ts'
import { readStored } from '../credential/stored-credential.ts'
import { afterRefresh, fingerprint } from './fingerprint.ts'
import { LAYOUT, type LedgerChanges } from './ledger-item.ts'
import { policyText, settingsOf } from './policy.ts'
import type { RotateEnv } from './rotate-env.ts'
import { type CredentialError, codeOf, describe, statusOf } from './rotation-error.ts'
import type { Cleared, Described, Ending, Read, Result, Successor } from './rotation-run.ts'
import {
  DEFAULT_LIFETIME_SECONDS,
  later,
  lookAgainAt,
  refreshAt,
  retryAt,
  retryRejectedAt,
  whenSomethingChanges,
} from './schedule.ts'

/*
 * What the ledger is told at the end of a run (step 9). Everything here is bookkeeping: it decides no request and
 * touches no secret.
 */

/** Somebody asked to leave the secret alone. */
export const recordPaused =
  ({ now }: RotateEnv) =>
  (run: Cleared): Ending =>
    recorded(run, 'paused', {
      ...seen(run),
      status: 'paused',
      nextAt: whenSomethingChanges(now()),
      ...noFailure,
    })

/** There is nothing to refresh. */
export const recordStatic =
  ({ now }: RotateEnv) =>
  (run: Read): Ending =>
    recorded(run, 'static', {
      ...accepted(run),
      status: 'static',
      nextAt: whenSomethingChanges(now()),
      expiresAt: run.stored.credential.expiresAt ?? null,
      ...noFailure,
    })

/** A look, and nothing to do yet. A version that was known before changes nothing but, after a force, the date. */
export const recordNotDue =
  ({ now }: RotateEnv) =>
  (run: Read, nextAt: Date): Ending => {
    const { item, current, policy } = run
    const isKnown = item.version === current && item.policy === policyText(policy)
    if (isKnown)
      return recorded(run, 'not due', item.nextAt?.getTime() === nextAt.getTime() ? {} : { nextAt })
    const { accessTokenLifetimeSeconds } = run.settings.definition
    const expiresAt = trustedExpiry(run.stored.credential, accessTokenLifetimeSeconds, now())
    return recorded(run, 'not due', {
      ...accepted(run),
      status: 'active',
      nextAt,
      expiresAt: expiresAt ?? null,
      ...noFailure,
    })
  }

/** The provider is known to be down: nothing was sent. */
export const recordOpenBreaker =
  ({ random }: RotateEnv) =>
  (run: Read, until: Date): Ending =>
    recorded(run, 'provider is unavailable', {
      ...accepted(run),
      status: run.item.status ?? 'active',
      nextAt: later(until, 60 * random()),
    })

/** The provider rejected a token that is no longer the newest: the next run takes the newer one. */
export const recordNewerToken =
  ({ now }: RotateEnv) =>
  (run: Described): Ending =>
    recorded(run, 'a newer token is there', { nextAt: now() })

/** Something failed that waiting, or a person, must mend. */
export const recordFailure =
  ({ now, random }: RotateEnv) =>
  (run: Cleared | Read, failure: CredentialError): Ending => {
    // an answer that was lost stays lost, also when a later request did not even arrive
    const error =
      failure.tag === 'ProviderUnavailable' && run.answerWasLost
        ? { ...failure, mayBeApplied: true }
        : failure
    const status = statusOf(error)
    const failures = run.item.status === status ? (run.item.failures ?? 0) + 1 : 1
    return recorded(
      run,
      'failed',
      {
        ...(isJudged(run, error) ? accepted(run) : seen(run)),
        status,
        nextAt: nextTry(error, now(), failures, random()),
        failures,
        error: codeOf(error),
        message: describe(error),
      },
      error,
    )
  }

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
  }
  return { credential: stored?.credential, definition, changes }
}

/** What every look at a secret tells. */
const seen = ({ secret, policy, current }: Described): LedgerChanges => ({
  layout: LAYOUT,
  name: secret.name,
  provider: policy.provider ?? null,
  policy: policyText(policy),
  version: current,
})

/** What an accepted version tells: its refresh token is the grant now. */
const accepted = (run: Read): LedgerChanges => ({
  ...seen(run),
  format: run.stored.format.id,
  newest: run.current,
  salt: run.salt,
  current: run.print ?? null,
})

const noFailure = { failures: null, error: null, message: null } as const

const recorded = (
  run: Described,
  result: Result,
  changes: LedgerChanges,
  error?: CredentialError,
): Ending => ({ tag: 'Recorded', run, result, changes, ...(error === undefined ? {} : { error }) })

/** A version that was not decoded, or that holds a spent token, is seen but is not the grant. */
const isJudged = (run: Cleared | Read, error: CredentialError): run is Read =>
  'stored' in run && error.tag !== 'RestoreLoop' && error.tag !== 'NewestTokenLost'

const nextTry = (error: CredentialError, now: Date, failures: number, random: number): Date => {
  const status = statusOf(error)
  if (status === 'invalid') return lookAgainAt(now)
  if (status === 'reauthorize') return retryRejectedAt(now, failures)
  const retryAfter = error.tag === 'ProviderUnavailable' ? error.retryAfterSeconds : undefined
  return retryAt(now, failures, random, retryAfter)
}
