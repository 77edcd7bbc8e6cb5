import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { currentVersion } from './labelled-version.ts'
import type { LedgerChanges } from './ledger-item.ts'
import type { NativeRotationEnv, StepFailure } from './native-rotation-env.ts'
import type { NativeRotationStep } from './native-rotation-step.ts'
import { rotate } from './rotate.ts'
import type { SecretDescription, SecretVersion } from './rotate-env.ts'
import type { Leased } from './rotation-run.ts'
import { acquireLease } from './steps/acquire-lease.ts'

/**
 * Does one step of Secrets Manager's rotation.
 *
 * The refresh is the same as on the schedule, so that a fresh token never lives under AWSPENDING alone; the version
 * that Secrets Manager asks for is a copy of AWSCURRENT.
 *
 * Effect: each step asks first whether it is done already, and is safe to repeat, in any order.
 */
export const nativeRotation =
  (env: NativeRotationEnv, endsAt: Date) =>
  (step: NativeRotationStep): TE.TaskEither<StepFailure, void> => {
    switch (step.Step) {
      case 'createSecret':
        return createSecret(env, endsAt)(step)
      case 'setSecret':
        return TE.right(undefined)
      case 'testSecret':
        return testSecret(env)(step)
      case 'finishSecret':
        return finishSecret(env, endsAt)(step)
    }
  }

const createSecret =
  (env: NativeRotationEnv, endsAt: Date) =>
  (step: NativeRotationStep): TE.TaskEither<StepFailure, void> =>
    pipe(
      env.secrets.getVersion(step.SecretId, step.ClientRequestToken),
      TE.flatMap((copy) =>
        copy === undefined
          ? pipe(
              refreshNow(env, endsAt)(step),
              TE.flatMap(() => underLease(env, endsAt)(step, copyCurrent(env)(step))),
            )
          : TE.right(undefined),
      ),
    )

const refreshNow =
  (env: NativeRotationEnv, endsAt: Date) =>
  ({ SecretId: secretArn }: NativeRotationStep): TE.TaskEither<StepFailure, void> =>
    pipe(
      describedOf(env)(secretArn),
      TE.flatMap(({ current: versionId }) =>
        TE.fromTask(rotate(env)({ secretArn, versionId, force: true, endsAt })),
      ),
      TE.flatMap(({ result, isToBeRetried, message }): TE.TaskEither<StepFailure, void> => {
        if (result === 'busy') return TE.left({ tag: 'Busy' })
        return isToBeRetried || result === 'failed' || result === 'gone'
          ? TE.left({ tag: 'NotRefreshed', reason: message ?? result })
          : TE.right(undefined)
      }),
    )

/** What a step does while it holds the lease; the changes go into the ledger with the lease's return. */
type LeasedWork = (run: Leased) => TE.TaskEither<StepFailure, LedgerChanges>

const underLease =
  (env: NativeRotationEnv, endsAt: Date) =>
  (
    { SecretId: secretArn }: NativeRotationStep,
    work: LeasedWork,
  ): TE.TaskEither<StepFailure, void> =>
    pipe(
      acquireLease(env)({ secretArn, versionId: '', force: false, endsAt }),
      TE.mapLeft((): StepFailure => ({ tag: 'Busy' })),
      TE.flatMap((run) =>
        pipe(
          work(run),
          TE.tapError(() => giveBack(env, run)({})),
          TE.flatMap(giveBack(env, run)),
        ),
      ),
    )

const giveBack =
  ({ ledger }: NativeRotationEnv, { request, holder }: Leased) =>
  (changes: LedgerChanges): TE.TaskEither<StepFailure, void> =>
    ledger.update(request.secretArn, holder, { ...changes, lease: null })

const copyCurrent =
  (env: NativeRotationEnv) =>
  ({ SecretId, ClientRequestToken }: NativeRotationStep): LeasedWork =>
  () =>
    pipe(
      describedOf(env)(SecretId),
      TE.flatMap(({ current }) => textOf(env)(SecretId, current)),
      TE.flatMap(({ text }) => env.stage(SecretId, ClientRequestToken, text)),
      TE.map(() => ({})),
    )

/** The copy is there and has a value; its tokens are those in use, and none of them is spent for a test. */
const testSecret =
  (env: NativeRotationEnv) =>
  ({ SecretId, ClientRequestToken }: NativeRotationStep): TE.TaskEither<StepFailure, void> =>
    pipe(textOf(env)(SecretId, ClientRequestToken), TE.asUnit)

const finishSecret =
  (env: NativeRotationEnv, endsAt: Date) =>
  (step: NativeRotationStep): TE.TaskEither<StepFailure, void> =>
    underLease(env, endsAt)(step, (run) =>
      pipe(
        describedOf(env)(step.SecretId),
        TE.flatMap((secret) =>
          pipe(
            promoteCopy(env)(step, run, secret),
            TE.tap(() =>
              secret.versions[step.ClientRequestToken]?.includes('AWSPENDING')
                ? env.unstage(step.SecretId, step.ClientRequestToken)
                : TE.right(undefined),
            ),
          ),
        ),
      ),
    )

/**
 * Moves AWSCURRENT to the copy, if it still says what AWSCURRENT says; a copy of older tokens must not become
 * current. Where the ledger knew the source, it knows the copy now.
 */
const promoteCopy =
  (env: NativeRotationEnv) =>
  (
    { SecretId, ClientRequestToken: to }: NativeRotationStep,
    { item }: Leased,
    { current: from }: Described,
  ): TE.TaskEither<StepFailure, LedgerChanges> =>
    from === to || item.intent !== undefined
      ? TE.right({})
      : pipe(
          TE.Do,
          TE.apS('source', textOf(env)(SecretId, from)),
          TE.apS('copy', textOf(env)(SecretId, to)),
          TE.flatMap(
            ({ source, copy }): TE.TaskEither<StepFailure, LedgerChanges> =>
              source.text === copy.text
                ? pipe(
                    env.secrets.promote(SecretId, { from, to }),
                    TE.map(() =>
                      item.version === from ? { version: to, base: from, newest: to } : {},
                    ),
                  )
                : TE.right({}),
          ),
        )

type Described = SecretDescription & { readonly current: string }

const describedOf =
  ({ secrets }: NativeRotationEnv) =>
  (secretArn: string): TE.TaskEither<StepFailure, Described> =>
    pipe(
      secrets.describe(secretArn),
      TE.flatMap((secret): TE.TaskEither<StepFailure, Described> => {
        const current = currentVersion(secret)
        return secret === undefined || current === undefined
          ? TE.left({ tag: 'NoSuchVersion' })
          : TE.right({ ...secret, current })
      }),
    )

const textOf =
  ({ secrets }: NativeRotationEnv) =>
  (secretArn: string, versionId: string): TE.TaskEither<StepFailure, SecretVersion> =>
    pipe(
      secrets.getVersion(secretArn, versionId),
      TE.flatMap((version) =>
        version === undefined ? TE.left<StepFailure>({ tag: 'NoSuchVersion' }) : TE.right(version),
      ),
    )
