import { trustedExpiry } from '../credential/credential.ts'
import { isOutage } from '../provider/token/token-failure.ts'
import { grantInUse } from './grant-end.ts'
import { LAYOUT, type LedgerChanges } from './ledger-item.ts'
import { policyText } from './policy.ts'
import type { RotateEnv } from './rotate-env.ts'
import { type CredentialError, codeOf, describe, statusOf } from './rotation-error.ts'
import type { Cleared, Described, Ending, Read, Result } from './rotation-run.ts'
import { later, lookAgainAt, retryAt, retryRejectedAt, whenSomethingChanges } from './schedule.ts'

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

/** Something failed that waiting, or a person, must mend. Shape: `kept` is what the end of the run must not take away. */
export const recordFailure =
  ({ now, random }: RotateEnv) =>
  (run: Cleared | Read, failure: CredentialError, kept: LedgerChanges = {}): Ending => {
    // an answer that was lost stays lost, also when a later request did not even arrive
    const error =
      failure.tag === 'ProviderUnavailable' && run.answerWasLost
        ? { ...failure, mayBeApplied: true }
        : failure
    const status = statusOf(error)
    const known = run.item.status === status ? (run.item.failures ?? 0) : 0
    // a try by force, as native rotation makes them, does not use up the week in which a rejected grant is tried daily
    const isCounted = known === 0 || status !== 'reauthorize' || !run.request.force
    const failures = isCounted ? known + 1 : known
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
        outageAt: error.tag === 'ProviderUnavailable' && isOutage(error) ? now() : null,
        ...kept,
      },
      error,
    )
  }

/** What every look at a secret tells. */
export const seen = ({ secret, policy, current }: Described): LedgerChanges => ({
  layout: LAYOUT,
  name: secret.name,
  provider: policy.provider ?? null,
  policy: policyText(policy),
  version: current,
})

/** What an accepted version tells: its refresh token is the grant now. One without any says nothing of the grant. */
const accepted = (run: Read): LedgerChanges => ({
  ...seen(run),
  format: run.stored.format.id,
  ...(run.print === undefined ? {} : { newest: run.current, salt: run.salt, ...grantInUse(run) }),
})

/** An end of all trouble. */
export const noFailure = { failures: null, error: null, message: null, outageAt: null } as const

/** An ending that writes changes down. */
export const recorded = (
  run: Described,
  result: Result,
  changes: LedgerChanges,
  error?: CredentialError,
): Ending => ({ tag: 'Recorded', run, result, changes, ...(error === undefined ? {} : { error }) })

/** A version that was not decoded, or that holds a spent token, is seen but is not the grant. */
const isJudged = (run: Cleared | Read, error: CredentialError): run is Read =>
  'stored' in run && !['RestoreLoop', 'NewestTokenLost', 'SecretRefuses'].includes(error.tag)

const nextTry = (error: CredentialError, now: Date, failures: number, random: number): Date => {
  const status = statusOf(error)
  if (status === 'invalid') return lookAgainAt(now)
  if (status === 'reauthorize') return retryRejectedAt(now, failures)
  const retryAfter = error.tag === 'ProviderUnavailable' ? error.retryAfterSeconds : undefined
  return retryAt(now, failures, random, retryAfter)
}
