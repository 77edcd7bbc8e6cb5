import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { askAgainUntil } from '../ask-again.ts'
import { currentVersion } from '../labelled-version.ts'
import { policyOf } from '../policy.ts'
import type { RotateEnv, SecretDescription } from '../rotate-env.ts'
import type { Described, Ending, Leased } from '../rotation-run.ts'
import { giveUp } from './give-up.ts'

/** How long a read that lags behind our own promotion is waited for; beyond it somebody rolled back. */
const STALE_SECONDS = 10

/** Step 2: reads tags and labelled versions, again while the read is older than what the ledger remembers. */
export const describeSecret =
  (env: RotateEnv) =>
  (run: Leased): TE.TaskEither<Ending, Described> =>
    pipe(
      askAgainUntil(env, env.deadline(STALE_SECONDS))(
        env.secrets.describe(run.request.secretArn),
        (answer) => 'failure' in answer || !isStale(run, answer.success),
      ),
      TE.mapLeft(giveUp(run)),
      TE.flatMap((secret) => {
        const current = currentVersion(secret)
        const policy = policyOf(secret?.tags ?? {}, env.tagPrefix)
        return secret === undefined || current === undefined || !('provider' in policy)
          ? TE.left<Ending>({ tag: 'Gone', run })
          : TE.right({ ...run, secret, current, policy })
      }),
    )

const isStale = ({ item }: Leased, secret: SecretDescription | undefined): boolean => {
  const current = currentVersion(secret)
  return (
    current !== undefined &&
    current === item.base &&
    current !== item.version &&
    // an intent on it says that it was rolled back to, and accepted
    current !== item.intent?.base
  )
}
