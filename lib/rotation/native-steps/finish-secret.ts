import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { LedgerChanges, LedgerItem } from '../ledger-item.ts'
import type { NativeRotationEnv } from '../native-rotation-env.ts'
import type { NativeRotationStep } from '../native-rotation-step.ts'
import type { Leased } from '../rotation-run.ts'
import { countNewVersions } from '../version-count.ts'
import { type DescribedNow, describedNow, textOf } from './read-secret.ts'
import type { StepFailure } from './step-failure.ts'
import { type LeasedWork, underLease } from './under-lease.ts'

/**
 * Moves AWSCURRENT to the copy if it still says what AWSCURRENT says, and takes AWSPENDING off it in any case: left
 * on a version that is not current, the label blocks the next rotation.
 *
 * Errors: `Busy`, `Gone`, `NoSuchVersion`; whatever AWS refused.
 */
export const finishSecret =
  (env: NativeRotationEnv, endsAt: Date) =>
  (step: NativeRotationStep): TE.TaskEither<StepFailure, string> =>
    underLease(env, endsAt)(step.SecretId, (run) =>
      pipe(
        describedNow(env)(step.SecretId),
        TE.flatMap(promoteCopy(env, step, run)),
        TE.tap(() => unstage(env)(step)),
      ),
    )

/** A copy of older tokens must not become current, nor any copy under an open intent, which names its base. */
const promoteCopy =
  (
    env: NativeRotationEnv,
    { SecretId, ClientRequestToken: to }: NativeRotationStep,
    { item }: Leased,
  ) =>
  ({ current: from }: DescribedNow): TE.TaskEither<StepFailure, LeasedWork<string>> => {
    if (from === to) return TE.right({ changes: {}, done: 'done before' })
    const isLeftAlone: LeasedWork<string> = { changes: {}, done: 'kept a newer version' }
    if (item.intent !== undefined) return TE.right(isLeftAlone)
    return pipe(
      TE.Do,
      TE.apS('source', textOf(env)(SecretId, from)),
      TE.apS('copy', textOf(env)(SecretId, to)),
      TE.flatMap(
        ({ source, copy }): TE.TaskEither<StepFailure, LeasedWork<string>> =>
          source === copy
            ? pipe(
                env.secrets.promote(SecretId, { from, to }),
                TE.map(() => ({ changes: movedTo(item, from, to, env.now()), done: 'promoted' })),
              )
            : TE.right(isLeftAlone),
      ),
    )
  }

/**
 * What the ledger knew of the source holds for the copy. Two things, since a version that was only seen (while paused,
 * or at the end of a restore loop) is not the one with the newest token.
 */
const movedTo = (
  { version, newest, writes }: Pick<LedgerItem, 'version' | 'newest' | 'writes'>,
  from: string,
  to: string,
  now: Date,
): LedgerChanges => ({
  ...(version === from
    ? {
        version: to,
        base: from,
        writes: countNewVersions({ version, writes }, [to], now) ?? null,
      }
    : {}),
  ...(newest === from ? { newest: to } : {}),
})

/**
 * Not asked of Describe first, which may lag behind the label. A refusal is what a label that is off already looks
 * like, and then Describe shows it off.
 */
const unstage =
  (env: NativeRotationEnv) =>
  ({ SecretId, ClientRequestToken }: NativeRotationStep): TE.TaskEither<StepFailure, void> =>
    pipe(
      env.unstage(SecretId, ClientRequestToken),
      TE.orElseW((failure) =>
        failure.code === 'InvalidParameterException'
          ? pipe(
              describedNow(env)(SecretId),
              TE.filterOrElseW(
                ({ versions }) => versions[ClientRequestToken]?.includes('AWSPENDING') !== true,
                () => failure,
              ),
              TE.asUnit,
            )
          : TE.left(failure),
      ),
    )
