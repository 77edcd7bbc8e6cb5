import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { grantToken, type Tokens } from '../../credential/credential.ts'
import { writeStored } from '../../credential/stored-credential.ts'
import { withEitherSecret } from '../../provider/either-secret.ts'
import type { TokenFailure } from '../../provider/token-failure.ts'
import { requestToken } from '../../provider/token-request.ts'
import { readTokenResponse, type TokenGrant } from '../../provider/token-response.ts'
import { grantEnds, grantInUse } from '../grant-end.ts'
import { currentVersion } from '../labelled-version.ts'
import type { Intent } from '../ledger-item.ts'
import { recordFailure, recordNewerToken } from '../record.ts'
import { meaningOfRejection } from '../rejection.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Due, Ending, Successor } from '../rotation-run.ts'
import { DEFAULT_LIFETIME_SECONDS, later } from '../schedule.ts'
import { successorId } from '../successor-id.ts'
import { giveUpKeepingLease } from './give-up.ts'
import { keepInEscrow } from './keep-in-escrow.ts'
import { putSuccessor } from './put-successor.ts'

const REQUEST_SECONDS = 20

/** What must be left of the function's life for a second try of a request whose answer was lost. */
const RETRY_SECONDS_LEFT = 60

/**
 * Step 7: writes down what is about to happen, asks the provider, and stores the answer. Nothing that can fail or
 * wait stands between the answer and the write.
 */
export const refresh =
  (env: RotateEnv) =>
  (run: Due): TE.TaskEither<Ending, Successor> => {
    const intent: Intent = {
      base: run.current,
      successor: successorId(env.newId(), run.current),
      kind: 'refresh',
      token: run.print,
      startedAt: env.now(),
    }
    return pipe(
      env.ledger.update(run.request.secretArn, run.holder, {
        intent,
        salt: run.salt,
        newest: run.current,
        // a person's new consent is there: what waited for the old grant is nobody's any more
        ...(run.item.escrow === undefined ? {} : { escrow: null }),
        ...grantInUse(run),
      }),
      TE.mapLeft(giveUpKeepingLease(run)),
      TE.flatMap(() => askProvider(env)(run, intent)),
      TE.flatMap((granted) => store(env)(run, intent, granted)),
    )
  }

/** From the answer to the version: nothing in between but what the write needs. */
const store =
  (env: RotateEnv) =>
  (run: Due, intent: Intent, granted: TokenGrant): TE.TaskEither<Ending, Successor> => {
    const tokens = tokensOf(run, granted, intent)
    const text = writeStored(run.stored, tokens)
    return pipe(
      putSuccessor(env)(run, run.salt, intent, text),
      TE.orElse(
        (): TE.TaskEither<Ending, Successor> =>
          keepInEscrow(env)(run, {
            text,
            token: grantToken(tokens, run.settings.definition.grant),
          }),
      ),
      TE.map((successor) => ({
        ...successor,
        ...grantEnds(run, granted, intent.startedAt),
      })),
    )
  }

const askProvider =
  (env: RotateEnv) =>
  (run: Due, intent: Intent): TE.TaskEither<Ending, TokenGrant> => {
    const { definition, url } = run.settings
    const { credential } = run.stored
    const ask = withEitherSecret(env.secretMemory)(run.client, (client) =>
      pipe(
        requestToken(env)({
          definition,
          url,
          client,
          token: grantToken(credential, definition.grant) ?? '',
          timeoutMilliseconds: REQUEST_SECONDS * 1000,
        }),
        TE.flatMap(
          readTokenResponse({
            definition,
            at: intent.startedAt,
            accessToken: credential.accessToken,
          }),
        ),
      ),
    )
    return pipe(
      ask,
      TE.orElseW((failure) =>
        isWorthASecondTry(env)(run, failure)
          ? pipe(ask, TE.orElseW(judgeFailure(env)({ ...run, answerWasLost: true })))
          : judgeFailure(env)(run)(failure),
      ),
    )
  }

/** Inside a provider's grace window the same token answers again; outside of it, waiting would not bring the answer back. */
const isWorthASecondTry =
  ({ deadline }: RotateEnv) =>
  ({ request }: Due, failure: TokenFailure): boolean =>
    failure.tag === 'ProviderUnavailable' &&
    failure.mayBeApplied &&
    deadline(RETRY_SECONDS_LEFT) <= request.endsAt

/** A rejected grant is believed only after another look: a newer token may have come from elsewhere meanwhile. */
const judgeFailure =
  (env: RotateEnv) =>
  (run: Due) =>
  (failure: TokenFailure): TE.TaskEither<Ending, never> =>
    failure.tag === 'GrantRejected'
      ? pipe(
          hasNewerToken(env)(run),
          TE.flatMap((isThere) =>
            TE.left(
              isThere
                ? recordNewerToken(env)(run)
                : recordFailure(env)(run, {
                    ...failure,
                    answerWasLost: run.answerWasLost,
                    providerName: run.settings.definition.name,
                    meaning: meaningOfRejection(run.settings.definition),
                  }),
            ),
          ),
        )
      : TE.left(recordFailure(env)(run, failure))

const hasNewerToken =
  ({ secrets, ledger }: RotateEnv) =>
  (run: Due): TE.TaskEither<Ending, boolean> =>
    pipe(
      TE.Do,
      TE.apS('secret', secrets.describe(run.request.secretArn)),
      TE.apS('item', ledger.read(run.request.secretArn)),
      TE.map(({ secret, item }) => {
        const current = currentVersion(secret)
        return current !== run.current || item?.lease?.holder !== run.holder
      }),
      TE.mapLeft(giveUpKeepingLease(run)),
    )

/** The answer's refresh token replaces the sent one; an answer without one means that the sent one stays good. */
const tokensOf = (run: Due, granted: TokenGrant, { startedAt }: Intent): Tokens => {
  const lifetime = granted.expiresInSeconds ?? run.settings.definition.accessTokenLifetimeSeconds
  return {
    accessToken: granted.accessToken,
    refreshToken: granted.refreshToken ?? run.stored.credential.refreshToken,
    issuedAt: startedAt,
    expiresAt: lifetime === undefined ? undefined : later(startedAt, lifetime),
    refreshBy: later(startedAt, DEFAULT_LIFETIME_SECONDS),
    refreshTokenExpiresAt:
      granted.refreshTokenExpiresInSeconds === undefined
        ? undefined
        : later(startedAt, granted.refreshTokenExpiresInSeconds),
    idToken: granted.idToken,
    scope: granted.scope,
    tokenType: granted.tokenType,
  }
}
