import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { grantToken } from '../../credential/credential.ts'
import { withEitherSecret } from '../../provider/client/either-secret.ts'
import type { TokenFailure } from '../../provider/token/token-failure.ts'
import { requestToken } from '../../provider/token/token-request.ts'
import { readTokenResponse, type TokenGrant } from '../../provider/token/token-response.ts'
import { currentVersion } from '../labelled-version.ts'
import { timedRequests } from '../metered.ts'
import { recordFailure, recordNewerToken } from '../record.ts'
import { meaningOfRejection } from '../rejection.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Due, Ending } from '../rotation-run.ts'
import { giveUpKeepingLease } from './give-up.ts'

const REQUEST_SECONDS = 20

/** What must be left of the function's life for a second try of a request whose answer was lost. */
const RETRY_SECONDS_LEFT = 60

/**
 * The request of step 7: once, and once more where the answer was lost and time is left. `at` is when it is begun.
 *
 * Errors: always an ending; a rejected grant is one only after another look.
 */
export const askProvider =
  (env: RotateEnv) =>
  (run: Due, at: Date): TE.TaskEither<Ending, TokenGrant> => {
    const { definition, url } = run.settings
    const { credential } = run.stored
    const ask = withEitherSecret(env.secretMemory)(run.client, (client) =>
      pipe(
        requestToken(timedRequests(env, definition.id))({
          definition,
          url,
          client,
          token: grantToken(credential, definition.grant) ?? '',
          timeoutMilliseconds: REQUEST_SECONDS * 1000,
        }),
        TE.flatMap(
          readTokenResponse({
            definition,
            at,
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
