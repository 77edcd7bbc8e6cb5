import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { askAgainUntil } from '../ask-again.ts'
import { afterRefresh, fingerprint } from '../fingerprint.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Due, Ending } from '../rotation-run.ts'
import { giveUpKeepingLease } from './give-up.ts'

/** Time kept at the end of a function's life. */
const RESERVE_SECONDS = 2

/** A refreshed credential: its text, and the token in it that the next refresh exchanges. */
type Refreshed = { readonly text: string; readonly token: string | undefined }

/**
 * Keeps a refreshed credential in the ledger that Secrets Manager does not take: the next run stores it before
 * anything else, and nothing is refreshed over it. The token that was sent is spent from now on.
 *
 * Errors: always an ending, `Escrowed`, or `TokenLost` if the ledger does not take it either.
 */
export const keepInEscrow =
  (env: RotateEnv) =>
  (run: Due, { text, token }: Refreshed): TE.TaskEither<Ending, never> => {
    const { secretArn, endsAt } = run.request
    const answered = token === undefined ? undefined : fingerprint(run.salt, token)
    const spent = afterRefresh(run.item.spent, run.print, answered)
    const keep = pipe(
      env.escrow.seal(secretArn, text),
      TE.flatMap((escrow) =>
        env.ledger.update(secretArn, run.holder, {
          escrow,
          escrowedAt: env.now(),
          current: answered ?? null,
          spent: spent.length === 0 ? null : spent,
        }),
      ),
    )
    return pipe(
      askAgainUntil(
        env,
        endsAt,
        RESERVE_SECONDS,
      )(keep, (answer) => 'success' in answer || answer.failure.tag === 'LeaseLost'),
      TE.matchE(
        () => {
          env.tokenLost(secretArn)
          return TE.left(giveUpKeepingLease(run)({ tag: 'TokenLost' }))
        },
        () => TE.left(giveUpKeepingLease(run)({ tag: 'Escrowed' })),
      ),
    )
  }
