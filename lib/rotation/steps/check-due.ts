import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import type { Problem } from '../../codec/decode.ts'
import { grantToken, isStatic, trustedExpiry } from '../../credential/credential.ts'
import { roomFor } from '../../credential/room-for.ts'
import { type Client, NO_CLIENT } from '../../provider/client.ts'
import { canAuthenticate, needsClient } from '../../provider/client-authentication.ts'
import { readClientSecret } from '../../provider/client-secret.ts'
import type { ProviderDefinition } from '../../provider/provider-definition.ts'
import { isSame } from '../fingerprint.ts'
import { refreshTokenLife } from '../grant-end.ts'
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
    const problem = whatIsMissing(run) ?? roomFor(run.stored.format, definition)
    if (problem !== undefined)
      return TE.left(recordFailure(env)(run, { tag: 'InvalidSecret', problems: [problem] }))
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

const clientOf =
  (env: RotateEnv) =>
  (run: Read): TE.TaskEither<Ending, Client> => {
    const { clientId, clientSecret } = run.stored.credential
    const { definition, clientName } = run.settings
    if (!needsClient(definition)) return TE.right(NO_CLIENT)
    const carried: Client | undefined =
      clientId === undefined ? undefined : { id: clientId, secret: clientSecret, parameters: {} }
    const isEnough = carried !== undefined && canAuthenticate(carried, definition)
    // an id alone is enough only where nobody has more
    if (isEnough && (clientSecret !== undefined || isPublic(definition))) return TE.right(carried)
    const secretName = `${env.tagPrefix}/clients/${clientName}`
    return pipe(
      env.clientSecret(secretName),
      TE.mapLeft(giveUp(run)),
      TE.flatMapEither((text) =>
        text === undefined && isEnough
          ? E.right(carried)
          : pipe(
              readClientSecret(text, definition),
              E.mapLeft((expected) =>
                recordFailure(env)(run, { tag: 'InvalidClientSecret', secretName, expected }),
              ),
            ),
      ),
    )
  }

const isPublic = ({ clientAuth }: ProviderDefinition): boolean =>
  clientAuth.every((method) => method === 'none')

const providerIsUp =
  (env: RotateEnv) =>
  (run: Read): TE.TaskEither<Ending, void> =>
    pipe(
      env.breaker.closedUntil(run.settings.definition.id),
      T.map((until) =>
        until === undefined ? E.right(undefined) : E.left(recordOpenBreaker(env)(run, until)),
      ),
    )
