import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { RotateEnv } from '../rotation/rotate-env.ts'
import type { AwsFailure } from '../rotation/rotation-error.ts'
import { call } from './call.ts'

/** Publishes events on a bus. Errors: also when EventBridge answers 200 and refuses an entry. */
export const eventBus =
  (client: EventBridgeClient, busName: string): RotateEnv['publish'] =>
  (events) =>
    pipe(
      call('PutEvents', () =>
        client.send(
          new PutEventsCommand({
            Entries: events.map(({ detailType, detail }) => ({
              EventBusName: busName,
              Source: 'token-rotation',
              DetailType: detailType,
              Detail: JSON.stringify(detail),
              ...('secretArn' in detail ? { Resources: [detail.secretArn] } : {}),
            })),
          }),
        ),
      ),
      TE.flatMap(({ FailedEntryCount = 0 }) =>
        FailedEntryCount === 0
          ? TE.right(undefined)
          : TE.left<AwsFailure>({
              tag: 'AwsFailure',
              operation: 'PutEvents',
              code: 'FailedEntries',
            }),
      ),
    )
