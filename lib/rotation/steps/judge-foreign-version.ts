import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { grantToken } from '../../credential/credential.ts'
import { readStored, writeStored } from '../../credential/stored-credential.ts'
import { fingerprint, isSame, isSpent } from '../fingerprint.ts'
import type { Intent } from '../ledger-item.ts'
import { recordFailure } from '../record.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Ending, Read, Successor } from '../rotation-run.ts'
import { successorId } from '../successor-id.ts'
import { dayOf } from '../version-count.ts'
import { askForVersion } from './ask-for-version.ts'
import { giveUp, giveUpKeepingLease } from './give-up.ts'
import { isFinal, putSuccessor } from './put-successor.ts'

/** More than this many old values put back in a day is a loop that only a person can end. */
const MAX_RESTORES_A_DAY = 4

/**
 * Step 5: judges a version that somebody else wrote. One whose refresh token is spent was put back by a template
 * or a stale editor: their text gets the newest tokens again, without a request. Anything else is the grant now.
 */
export const judgeForeignVersion =
  (env: RotateEnv) =>
  (run: Read): TE.TaskEither<Ending, Read> => {
    const { item, print } = run
    // not asked by version id: a version seen while its tags were wrong was never judged
    const isOld = print !== undefined && isSpent(item.spent, print)
    // a rejected grant may have been revived at the provider: its token is tried, not restored, and is
    // in use from then on
    const isTried = item.status === 'reauthorize' || isSame(item.current, print)
    if (!isOld || isTried) return TE.right(run)
    const restoresToday = item.restores?.day === dayOf(env.now()) ? item.restores.count : 0
    return restoresToday >= MAX_RESTORES_A_DAY
      ? TE.left(recordFailure(env)(run, { tag: 'RestoreLoop', restoresToday }))
      : pipe(
          newestText(env)(run),
          TE.flatMap((newest) => restore(env)(run, newest, restoresToday)),
          TE.flatMap((successor) => TE.left<Ending>({ tag: 'Resume', successor })),
        )
  }

/** The text that holds the newest token: the escrow's, else that of the version that the ledger names. */
const newestText =
  (env: RotateEnv) =>
  (run: Read): TE.TaskEither<Ending, string> => {
    const { newest, escrow } = run.item
    if (escrow !== undefined)
      return pipe(env.escrow.open(run.request.secretArn, escrow), TE.mapLeft(giveUp(run)))
    const lost = recordFailure(env)(run, { tag: 'NewestTokenLost' })
    return newest === undefined
      ? TE.left(lost)
      : pipe(
          askForVersion(env)(run, newest),
          TE.mapLeft(giveUp(run)),
          TE.flatMap((version) => (version === undefined ? TE.left(lost) : TE.right(version.text))),
        )
  }

const restore =
  (env: RotateEnv) =>
  (run: Read, newest: string, restoresToday: number): TE.TaskEither<Ending, Successor> => {
    const { format, definition } = run.settings
    const read = readStored(newest, {
      tagged: format,
      providerDefault: definition.defaultFormat,
    })
    const tokens = read._tag === 'Right' ? read.right.credential : undefined
    const token = tokens === undefined ? undefined : grantToken(tokens, definition.grant)
    if (
      tokens === undefined ||
      token === undefined ||
      isSpent(run.item.spent, fingerprint(run.salt, token))
    )
      return TE.left(recordFailure(env)(run, { tag: 'NewestTokenLost' }))
    const { accessToken, refreshToken, issuedAt, expiresAt, refreshTokenExpiresAt } = tokens
    const text = writeStored(run.stored, {
      accessToken,
      refreshToken,
      issuedAt,
      expiresAt,
      refreshTokenExpiresAt,
    })
    const intent: Intent = {
      base: run.current,
      successor: successorId(env.newId(), run.current),
      kind: 'restore',
      token: undefined,
      startedAt: env.now(),
    }
    const restores = { day: dayOf(env.now()), count: restoresToday + 1 }
    return pipe(
      env.ledger.update(run.request.secretArn, run.holder, { intent, restores }),
      TE.mapLeft(giveUpKeepingLease(run)),
      TE.flatMap(() =>
        pipe(
          putSuccessor(env)(run, run.salt, intent, text),
          TE.mapLeft((failure) =>
            isFinal(failure)
              ? recordFailure(env)(run, { tag: 'SecretRefuses', code: failure.code })
              : giveUpKeepingLease(run)({ tag: 'NotStored' }),
          ),
        ),
      ),
    )
  }
