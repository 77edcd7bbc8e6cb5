import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { grantToken } from '../../credential/credential.ts'
import { readStored } from '../../credential/stored-credential.ts'
import { fingerprint } from '../fingerprint.ts'
import { versionLabelled } from '../labelled-version.ts'
import type { Intent } from '../ledger-item.ts'
import { settingsOf } from '../policy.ts'
import { PENDING_LABEL, type RotateEnv, type SecretVersion } from '../rotate-env.ts'
import { ANSWER_LOST, type AwsFailure } from '../rotation-error.ts'
import type { Cleared, Described, Ending } from '../rotation-run.ts'
import { isSuccessorOf } from '../successor-id.ts'
import { askForVersion } from './ask-for-version.ts'
import { giveUp } from './give-up.ts'
import { storeEscrow } from './store-escrow.ts'

/**
 * Step 3: finishes what a crash left. A successor that exists goes on to its promotion, and one that waits in escrow is
 * stored first; if there is neither, the refresh token of the base may be spent, which is remembered for the wording of
 * a later rejection.
 */
export const finishIntent =
  (env: RotateEnv) =>
  (run: Described): TE.TaskEither<Ending, Cleared> => {
    const salt = run.item.salt ?? env.newSalt()
    return pipe(
      run.item.intent === undefined ? intentByLabel(env)(run, salt) : TE.right(run.item.intent),
      TE.flatMap((intent) =>
        intent === undefined ? TE.right(undefined) : successorOf(env)(run, intent),
      ),
      TE.mapLeft(giveUp(run)),
      TE.flatMap((found) =>
        found === undefined
          ? storeEscrow(env)({ ...run, answerWasLost: wasAnswerLost(run) }, salt)
          : TE.left<Ending>({ tag: 'Resume', successor: { ...run, ...found, salt } }),
      ),
    )
  }

const wasAnswerLost = ({ item }: Described): boolean =>
  item.intent?.kind === 'refresh' || item.error === ANSWER_LOST

type Found = { readonly intent: Intent; readonly version: SecretVersion }

const successorOf =
  (env: RotateEnv) =>
  (run: Described, intent: Intent): TE.TaskEither<AwsFailure, Found | undefined> =>
    pipe(
      askForVersion(env)(run, intent.successor),
      TE.map((version) => (version === undefined ? undefined : { intent, version })),
    )

/**
 * Without a ledger item, a version under our label that was made from AWSCURRENT is the successor of an intent that was
 * lost with the item; the token of AWSCURRENT was sent for it.
 */
const intentByLabel =
  (env: RotateEnv) =>
  (run: Described, salt: Uint8Array): TE.TaskEither<AwsFailure, Intent | undefined> => {
    const { item, secret, current } = run
    const pending = versionLabelled(secret, PENDING_LABEL)
    if (item.version !== undefined || pending === undefined || !isSuccessorOf(pending, current))
      return TE.right(undefined)
    return pipe(
      TE.Do,
      TE.apS('successor', askForVersion(env)(run, pending)),
      TE.apS('base', askForVersion(env)(run, current)),
      TE.map(({ successor, base }) =>
        successor === undefined || base === undefined || successor.createdAt <= base.createdAt
          ? undefined
          : {
              base: current,
              successor: pending,
              kind: 'refresh' as const,
              token: printOf(env)(run, salt, base.text),
              startedAt: successor.createdAt,
            },
      ),
    )
  }

/** Tags may be unusable by now; the text mostly tells its format all the same. */
const printOf =
  ({ providers }: RotateEnv) =>
  ({ policy }: Described, salt: Uint8Array, text: string): Uint8Array | undefined => {
    const settings = settingsOf(providers)(policy)
    const { format, definition } = settings._tag === 'Right' ? settings.right : {}
    const read = readStored(text, { tagged: format, providerDefault: definition?.defaultFormat })
    const token =
      read._tag === 'Right' ? grantToken(read.right.credential, definition?.grant) : undefined
    return token === undefined ? undefined : fingerprint(salt, token)
  }
