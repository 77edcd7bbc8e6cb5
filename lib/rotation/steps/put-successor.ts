import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { askAgainUntil } from '../ask-again.ts'
import type { Intent } from '../ledger-item.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { AwsFailure } from '../rotation-error.ts'
import type { Described, Successor } from '../rotation-run.ts'

/** Time kept at the end of a function's life: for loading a client, and for replies that get lost, of two services. */
const RESERVE_SECONDS = 20

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_SECRET_BYTES = 65_536

const TOO_LARGE: AwsFailure = {
  tag: 'AwsFailure',
  operation: 'PutSecretValue',
  code: 'SecretTooLarge',
}

/**
 * Makes a version durable before anything else happens, and tries as long as the function lives, but for what an
 * escrow would need.
 *
 * Errors: the last refusal.
 */
export const putSuccessor =
  (env: RotateEnv) =>
  (
    run: Described,
    salt: Uint8Array,
    intent: Intent,
    text: string,
  ): TE.TaskEither<AwsFailure, Successor> =>
    Buffer.byteLength(text) > MAX_SECRET_BYTES
      ? TE.left(TOO_LARGE)
      : pipe(
          askAgainUntil(
            env,
            run.request.endsAt,
            RESERVE_SECONDS,
          )(
            env.secrets.putPending(run.request.secretArn, intent.successor, text),
            (answer) => 'success' in answer || isFinal(answer.failure),
          ),
          TE.map(() => ({ ...run, salt, intent, version: { text, createdAt: env.now() } })),
        )

/** Refusals that no further try can turn: the secret is going away, or does not take the text. */
export const isFinal = ({ code }: AwsFailure): boolean =>
  [
    'ResourceNotFoundException',
    'InvalidRequestException',
    'InvalidParameterException',
    'ResourceExistsException',
    'ValidationException',
    TOO_LARGE.code,
  ].includes(code)
