import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { grantToken, type Tokens } from '../../credential/credential.ts'
import { writeStored } from '../../credential/stored-credential.ts'
import type { TokenGrant } from '../../provider/token/token-response.ts'
import { grantEnds, grantInUse } from '../grant-end.ts'
import type { Intent } from '../ledger-item.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Due, Ending, Successor } from '../rotation-run.ts'
import { DEFAULT_LIFETIME_SECONDS, later } from '../schedule.ts'
import { successorId } from '../successor-id.ts'
import { askProvider } from './ask-provider.ts'
import { giveUpKeepingLease } from './give-up.ts'
import { keepInEscrow } from './keep-in-escrow.ts'
import { putSuccessor } from './put-successor.ts'

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
        ...(run.item.escrow === undefined ? {} : { escrow: null, escrowedAt: null }),
        ...grantInUse(run),
      }),
      TE.mapLeft(giveUpKeepingLease(run)),
      TE.flatMap(() => askProvider(env)(run, intent.startedAt)),
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
        identity: run.identity,
        ...grantEnds(run, granted, intent.startedAt),
      })),
    )
  }

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
