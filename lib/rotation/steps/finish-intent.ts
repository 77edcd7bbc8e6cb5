import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { askAgainUntil } from '../ask-again.ts'
import type { Intent } from '../ledger-item.ts'
import { PENDING_LABEL, type RotateEnv, type SecretVersion } from '../rotate-env.ts'
import { ANSWER_LOST, type AwsFailure } from '../rotation-error.ts'
import type { Cleared, Described, Ending } from '../rotation-run.ts'
import { later } from '../schedule.ts'
import { versionLabelled } from './describe-secret.ts'
import { giveUp } from './give-up.ts'

/** How long a version that is not found is asked for before it is believed not to exist. */
const NOT_FOUND_SECONDS = 5

/**
 * Step 3: finishes what a crash left. A successor that exists goes on to its promotion; if none does, the refresh
 * token of the base may be spent, which is remembered for the wording of a later rejection.
 */
export const finishIntent =
  (env: RotateEnv) =>
  (run: Described): TE.TaskEither<Ending, Cleared> =>
    pipe(
      run.item.intent === undefined ? intentByLabel(env)(run) : TE.right(run.item.intent),
      TE.flatMap((intent) =>
        intent === undefined ? TE.right(undefined) : successorOf(env)(run, intent),
      ),
      TE.mapLeft(giveUp(run)),
      TE.flatMap((found) =>
        found === undefined
          ? TE.right({ ...run, answerWasLost: wasAnswerLost(run) })
          : TE.left<Ending>({
              tag: 'Resume',
              successor: { ...run, ...found, salt: run.item.salt ?? env.newSalt() },
            }),
      ),
    )

const wasAnswerLost = ({ item }: Described): boolean =>
  item.intent?.kind === 'refresh' || item.error === ANSWER_LOST

type Found = { readonly intent: Intent; readonly version: SecretVersion }

/** Only "not found", asked again for some seconds, means no; and never while the version is labelled. */
const successorOf =
  (env: RotateEnv) =>
  (run: Described, intent: Intent): TE.TaskEither<AwsFailure, Found | undefined> => {
    const isLabelled = intent.successor in run.secret.versions
    return pipe(
      askAgainUntil(env, later(env.now(), NOT_FOUND_SECONDS))(
        env.secrets.getVersion(run.request.secretArn, intent.successor),
        (answer) => 'failure' in answer || answer.success !== undefined,
      ),
      TE.flatMap((version) => {
        if (version !== undefined) return TE.right({ intent, version })
        return isLabelled
          ? TE.left<AwsFailure>({
              tag: 'AwsFailure',
              operation: 'GetSecretValue',
              code: 'LabelledVersionNotFound',
            })
          : TE.right(undefined)
      }),
    )
  }

/**
 * Without a ledger item, a version under our label that is younger than AWSCURRENT is the successor of an intent
 * that was lost with the item.
 */
const intentByLabel =
  ({ secrets }: RotateEnv) =>
  ({
    item,
    secret,
    current,
    request,
  }: Described): TE.TaskEither<AwsFailure, Intent | undefined> => {
    const pending = versionLabelled(secret, PENDING_LABEL)
    if (item.version !== undefined || pending === undefined || pending === current)
      return TE.right(undefined)
    return pipe(
      TE.Do,
      TE.apS('successor', secrets.getVersion(request.secretArn, pending)),
      TE.apS('base', secrets.getVersion(request.secretArn, current)),
      TE.map(({ successor, base }) =>
        successor === undefined || base === undefined || successor.createdAt <= base.createdAt
          ? undefined
          : {
              base: current,
              successor: pending,
              kind: 'refresh' as const,
              token: undefined,
              startedAt: successor.createdAt,
            },
      ),
    )
  }
