import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import { isStatic, trustedExpiry } from '../../credential/credential.ts'
import { type Client, canAuthenticate } from '../../provider/client-authentication.ts'
import { readClientSecret } from '../../provider/client-secret.ts'
import { isSame } from '../fingerprint.ts'
import { policyText } from '../policy.ts'
import { recordFailure, recordNotDue, recordOpenBreaker, recordStatic } from '../record.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Due, Ending, Read } from '../rotation-run.ts'
import { earliestRefresh, refreshAt } from '../schedule.ts'
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
    if (definition.grant === 'refresh_token' && credential.refreshToken === undefined)
      return TE.left(
        recordFailure(env)(run, {
          tag: 'InvalidSecret',
          problems: [{ path: '', expected: 'a refresh token' }],
        }),
      )
    const dueAt = dueDate(env)(run)
    return dueAt > env.now()
      ? TE.left(recordNotDue(env)(run, dueAt))
      : pipe(
          clientOf(env)(run),
          TE.filterOrElse(
            () => env.deadline(MIN_SECONDS_LEFT) <= run.request.endsAt,
            (): Ending => giveUp(run)({ tag: 'ShortOfTime' }),
          ),
          TE.tap(() => providerIsUp(env)(run)),
          TE.map((client) => ({ ...run, client })),
        )
  }

/**
 * A version that we know is due when the ledger says; one that somebody wrote, or that stands under new tags, when
 * its own dates say. Nothing is refreshed within 16 minutes of our own last write, by force neither.
 */
const dueDate =
  (env: RotateEnv) =>
  (run: Read): Date => {
    const { item, request, current } = run
    const isForced = request.force && current === request.versionId
    const isKnown = current === item.version && policyText(run.policy) === item.policy
    const earliest = item.refreshedAt === undefined ? env.now() : earliestRefresh(item.refreshedAt)
    const planned = isKnown ? item.nextAt : undefined
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
  ({ stored, settings, item, request }: Read): Date => {
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
        })
  }

const clientOf =
  (env: RotateEnv) =>
  (run: Read): TE.TaskEither<Ending, Client> => {
    const { clientId, clientSecret } = run.stored.credential
    const { definition, clientName } = run.settings
    const carried = clientId === undefined ? undefined : { id: clientId, secret: clientSecret }
    if (carried !== undefined && canAuthenticate(carried, definition.clientAuth))
      return TE.right(carried)
    const secretName = `${env.tagPrefix}/clients/${clientName}`
    return pipe(
      env.clientSecret(secretName),
      TE.mapLeft(giveUp(run)),
      TE.flatMapEither((text) =>
        pipe(
          readClientSecret(text, definition.clientAuth),
          E.mapLeft((expected) =>
            recordFailure(env)(run, { tag: 'InvalidClientSecret', secretName, expected }),
          ),
        ),
      ),
    )
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
