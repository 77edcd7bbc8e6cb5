import { SendMessageCommand } from '@aws-sdk/client-sqs'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { call } from '../../aws/call.ts'
import { RotationMessage } from '../../rotation/rotation-message.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure } from './fail.ts'

/** Which credential is to be looked at. Shape: `isForced` asks for a refresh even if it is not due. */
export type Look = {
  readonly secretArn: string
  readonly versionId: string
  readonly provider: string
  readonly isForced: boolean
}

/**
 * Asks Rotate to look at a credential now, over the same queue as a sweep, so that the lease keeps everybody else away.
 *
 * Effect: safe to repeat; a second message finds the first one's work.
 * Errors: exit code 3 when AWS refuses.
 */
export const askForLook = (
  { sqs }: Deployment,
  queueUrl: string,
  { secretArn, versionId, provider, isForced }: Look,
): TE.TaskEither<Failure, void> =>
  pipe(
    call('SendMessage', () =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(
            RotationMessage.encode({
              kind: 'refresh',
              secretArn,
              versionId,
              force: isForced ? true : undefined,
            }),
          ),
          // the fair queue's tenant; a tag may hold what cannot name one
          MessageGroupId: /^[a-z0-9-]{1,64}$/.test(provider) ? provider : 'unknown',
        }),
      ),
    ),
    // the queue is under the stack's key, and whoever sends needs that too
    TE.bimap(awsRefused(`queue ${queueUrl}`), () => undefined),
  )
