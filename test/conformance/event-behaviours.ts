import { PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge'
import type { Behaviour } from './behaviour.ts'
import { errorName } from './outcome.ts'
import type { Place } from './place.ts'

/** Puts events and tells how each ended: `taken`, or its error code. */
const put = (
  { events, bus }: Place,
  ...changes: readonly Partial<PutEventsRequestEntry>[]
): Promise<unknown> =>
  events
    .send(
      new PutEventsCommand({
        Entries: changes.map((change) => ({
          EventBusName: bus,
          Source: 'token-rotation.live-check',
          DetailType: 'Token Refreshed',
          Detail: '{"provider":"acme"}',
          ...change,
        })),
      }),
    )
    .then(
      ({ FailedEntryCount, Entries, $metadata }) => ({
        status: $metadata.httpStatusCode,
        failed: FailedEntryCount,
        entries: Entries?.map(({ EventId, ErrorCode }) => ErrorCode ?? (EventId ? 'taken' : '')),
      }),
      errorName,
    )

const taken = (count: number) => ({ status: 200, failed: 0, entries: Array(count).fill('taken') })

/** How EventBridge takes events. */
export const eventBehaviours: readonly Behaviour[] = [
  {
    title: 'ten events are taken',
    observe: (place) => put(place, ...Array(10).fill({})),
    aws: taken(10),
  },
  {
    title: 'eleven events are refused as a whole',
    observe: (place) => put(place, ...Array(11).fill({})),
    aws: 'ValidationException',
  },
  {
    title: 'a malformed detail is refused under 200, and the others are taken',
    observe: (place) => put(place, {}, { Detail: '{' }, { Detail: '[]' }, {}),
    aws: {
      status: 200,
      failed: 2,
      entries: ['taken', 'MalformedDetail', 'MalformedDetail', 'taken'],
    },
    moto: { status: 200, failed: 1, entries: ['taken', 'MalformedDetail', 'taken', 'taken'] },
  },
  {
    title: 'a missing source, type or detail is refused under 200',
    observe: (place) =>
      put(place, { Source: undefined }, { DetailType: undefined }, { Detail: undefined }, {}),
    aws: {
      status: 200,
      failed: 3,
      entries: ['InvalidArgument', 'InvalidArgument', 'InvalidArgument', 'taken'],
    },
  },
  {
    title: 'a source of AWS’s own is refused under 200',
    observe: (place) => put(place, { Source: 'aws.secretsmanager' }),
    aws: { status: 200, failed: 1, entries: ['NotAuthorizedForSourceException'] },
    moto: taken(1),
  },
  {
    // Source: https://github.com/aws/aws-cli/issues/9186 ; the local account is stricter on purpose
    title: 'an event for a bus that does not exist is taken, and lost',
    observe: (place, name) => put(place, { EventBusName: `${name}-nowhere` }),
    aws: taken(1),
    local: { status: 200, failed: 1, entries: ['ResourceNotFoundException'] },
    moto: 'ResourceNotFoundException',
  },
  {
    title: 'a call of a mebibyte is refused',
    observe: (place) => put(place, { Detail: `{"a":"${'x'.repeat(1024 * 1024)}"}` }),
    aws: 'ValidationException',
    moto: taken(1),
  },
  {
    title: 'a call of 300 KiB is taken',
    isOpen: true,
    observe: (place) => put(place, { Detail: `{"a":"${'x'.repeat(300 * 1024)}"}` }),
    aws: taken(1),
  },
]
