import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import type { Problem } from '../../codec/decode.ts'
import { grantToken, isStatic, trustedExpiry } from '../../credential/credential.ts'
import { roomFor } from '../../credential/room-for.ts'
import { outlastedOutage } from '../due.ts'
import { isSame } from '../fingerprint.ts'
import { refreshTokenLife } from '../grant-end.ts'
import { policyText } from '../policy.ts'
import { recordFailure, recordNotDue, recordOpenBreaker, recordStatic } from '../record.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Due, Ending, Read } from '../rotation-run.ts'
import { earliestRefresh, refreshAt } from '../schedule.ts'
import { clientOf } from './client-of.ts'
import { giveUp } from './give-up.ts'

/** A refresh is not begun with less time than a request, its retry and the writes can take. */
const MIN_SECONDS_LEFT = 60

/** Step 6: goes on only if the credential is due, its client known, its provider up and time enough. */
export const checkDue =
  (env: RotateEnv) =>
  (run: Read): TE.TaskEither<Ending, Due> => {
    const { definition } = run.settings
    const { credential } = run.stored
    if (isStatic(credential, definition.grant)) return TE.left(recordStatic(env)(run))
    const problem = whatIsMissing(run) ?? roomFor(run.stored.format, definition)
    if (problem !== undefined)
      return TE.left(recordFailure(env)(run, { tag: 'InvalidSecret', problems: [problem] }))
    return pipe(
      whenDue(env)(run),
      TE.fromTask,
      TE.filterOrElse(
        (dueAt) => dueAt <= env.now(),
        (dueAt) => recordNotDue(env)(run, dueAt),
      ),
      TE.flatMap(() => clientOf(env)(run)),
      TE.filterOrElse(
        () => env.deadline(MIN_SECONDS_LEFT) <= run.request.endsAt,
        (): Ending => giveUp(run)({ tag: 'ShortOfTime' }),
      ),
      TE.tap(() => providerIsUp(env)(run)),
      TE.map((found) => ({ ...run, ...found })),
    )
  }

/** What has to be in the secret for a refresh, and is not. */
const whatIsMissing = ({ settings, stored }: Read): Problem | undefined => {
  const { grant } = settings.definition
  if (grantToken(stored.credential, grant) !== undefined) return undefined
  switch (grant) {
    case 'refresh_token':
      return { path: '', expected: 'a refresh token' }
    case 'access_token':
      return { path: '', expected: 'an access token' }
    default:
      return undefined
  }
}

/** What backs off from an outage is due as soon as the provider is back. Only such a one asks whether it is. */
const whenDue =
  (env: RotateEnv) =>
  (run: Read): T.Task<Date> => {
    const planned = dueDate(env)(run, run.item.nextAt)
    return planned <= env.now() || run.item.outageAt === undefined
      ? T.of(planned)
      : pipe(
          env.breaker.recoveredAt(run.settings.definition.id),
          T.map((recoveredAt) =>
            outlastedOutage(run.item, recoveredAt) ? dueDate(env)(run, env.now()) : planned,
          ),
        )
  }

/**
 * A version that we know is due when the ledger says; one that somebody wrote, or that stands under new tags, when
 * its own dates say. Nothing is refreshed within 16 minutes of our own last write, by force neither.
 */
const dueDate =
  (env: RotateEnv) =>
  (run: Read, nextAt: Date | undefined): Date => {
    const { item, request, current } = run
    const isForced = request.force && current === request.versionId
    const isKnown = current === item.version && policyText(run.policy) === item.policy
    const earliest = item.refreshedAt === undefined ? env.now() : earliestRefresh(item.refreshedAt)
    const planned = isKnown ? nextAt : undefined
    const wanted = isForced
      ? env.now()
      : (planned ?? (hasFailed(run) ? env.now() : ownDates(env)(run)))
    return wanted < earliest ? earliest : wanted
  }

/** New tags, or an edit around the same token, do not end a failure: only another try does. */
const hasFailed = ({ item, print }: Read): boolean =>
  (item.status === 'failing' || item.status === 'reauthorize') && isSame(item.current, print)

const ownDates =
  ({ now }: RotateEnv) =>
  (run: Read): Date => {
    const { stored, settings, item, request } = run
    const { definition } = settings
    const expiresAt = trustedExpiry(stored.credential, definition.accessTokenLifetimeSeconds, now())
    return expiresAt === undefined
      ? now()
      : refreshAt({
          secretArn: request.secretArn,
          definition,
          now: now(),
          issuedAt: stored.credential.issuedAt,
          expiresAt,
          refreshedAt: item.refreshedAt,
          ...refreshTokenLife(run),
        })
  }

const providerIsUp =
  (env: RotateEnv) =>
  (run: Read): TE.TaskEither<Ending, void> =>
    pipe(
      env.breaker.closedUntil(run.settings.definition.id),
      T.map((until) =>
        until === undefined ? E.right(undefined) : E.left(recordOpenBreaker(env)(run, until)),
      ),
    )
