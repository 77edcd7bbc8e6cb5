import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { grantToken } from '../../credential/credential.ts'
import { roomForTokens } from '../../credential/room-for-tokens.ts'
import { readStored } from '../../credential/stored-credential.ts'
import { fingerprint, isSame } from '../fingerprint.ts'
import { isPaused, type Settings, settingsOf } from '../policy.ts'
import { recordFailure, recordPaused } from '../record.ts'
import type { RotateEnv, SecretVersion } from '../rotate-env.ts'
import type { Cleared, Ending, Read } from '../rotation-run.ts'
import { askForVersion, LABELLED_VERSION_NOT_FOUND } from './ask-for-version.ts'
import { giveUp } from './give-up.ts'

/** Step 4: reads AWSCURRENT by its version id and decodes it; what cannot be decoded is said and not written. */
export const readCurrent =
  (env: RotateEnv) =>
  (run: Cleared): TE.TaskEither<Ending, Read> =>
    isPaused(run.policy)
      ? TE.left(recordPaused(env)(run))
      : pipe(
          settingsOf(env.providers)(run.policy),
          E.mapLeft(({ name, ...error }) =>
            recordFailure(env)(run, { ...error, name: `${env.tagPrefix}:${name}` }),
          ),
          TE.fromEither,
          TE.flatMap((settings) =>
            pipe(
              currentVersion(env)(run),
              TE.flatMapEither((version) => decodeVersion(env)(run, settings, version)),
            ),
          ),
        )

const currentVersion =
  (env: RotateEnv) =>
  (run: Cleared): TE.TaskEither<Ending, SecretVersion> =>
    pipe(
      askForVersion(env)(run, run.current),
      TE.flatMap(TE.fromNullable(LABELLED_VERSION_NOT_FOUND)),
      TE.mapLeft(giveUp(run)),
    )

const decodeVersion =
  (env: RotateEnv) =>
  (run: Cleared, settings: Settings, { text, createdAt }: SecretVersion): E.Either<Ending, Read> =>
    pipe(
      readStored(text, {
        tagged: settings.format,
        providerDefault: settings.definition.defaultFormat,
      }),
      E.flatMap((stored) => {
        const problem = roomForTokens(text, stored.credential)
        return problem === undefined ? E.right(stored) : E.left([problem])
      }),
      E.mapLeft((problems) => recordFailure(env)(run, { tag: 'InvalidSecret', problems })),
      E.map((stored) => {
        const salt = run.item.salt ?? env.newSalt()
        const token = grantToken(stored.credential, settings.definition.grant)
        const print = token === undefined ? undefined : fingerprint(salt, token)
        // a new consent has no answer to miss
        const isTheSame = run.item.current === undefined || isSame(run.item.current, print)
        const answerWasLost = run.answerWasLost && isTheSame
        return { ...run, createdAt, settings, stored, salt, print, answerWasLost }
      }),
    )
