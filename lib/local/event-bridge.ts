import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import type { AccountSettings } from './account-settings.ts'
import { type AwsError, awsError } from './gateway/aws-error.ts'
import { type JsonObject, type Operations, operation } from './gateway/operation.ts'

/** An event as it reached a bus; `detail` is the parsed JSON. */
export type LocalEvent = {
  readonly id: string
  readonly busName: string
  readonly source: string
  readonly detailType: string
  readonly detail: unknown
  readonly resources: readonly string[]
  readonly time: Date
}

/**
 * An embedded EventBridge.
 *
 * Shape: `events` are all events received, oldest first; `subscribe` tells a listener of every event
 * from now on, until the function it answers is called.
 */
export type LocalEventBridge = {
  readonly operations: Operations
  readonly events: () => readonly LocalEvent[]
  readonly subscribe: (listener: (event: LocalEvent) => void) => () => void
}

const Entry = t.partial({
  EventBusName: t.string,
  Source: t.string,
  DetailType: t.string,
  Detail: t.string,
  Resources: t.array(t.string),
  Time: t.number,
})
type Entry = t.TypeOf<typeof Entry>

const MAX_ENTRIES = 10
const MAX_CALL_BYTES = 1024 * 1024

/**
 * Starts an EventBridge with the given buses beside `default`. What is wrong with a single entry hides
 * in an answer of HTTP 200, as it does on AWS.
 *
 * Errors: `ValidationException` for a call without entries, with more than 10, or of 1 MiB and more.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const eventBridge = (
  settings: AccountSettings & { readonly buses: readonly string[] },
): LocalEventBridge => {
  const received: LocalEvent[] = []
  const listeners = new Set<(event: LocalEvent) => void>()

  const accept = (event: LocalEvent): void => {
    received.push(event)
    for (const listener of listeners) listener(event)
  }

  const put = (entry: Entry): JsonObject =>
    pipe(
      eventOf(settings, entry),
      E.tap((event) => E.right(accept(event))),
      E.match(
        ({ code, message }): JsonObject => ({ ErrorCode: code, ErrorMessage: message }),
        ({ id }) => ({ EventId: id }),
      ),
    )

  return {
    operations: {
      PutEvents: operation(t.type({ Entries: t.array(Entry) }), ({ Entries }) =>
        pipe(
          withinLimits(Entries),
          E.map((entries) => entries.map(put)),
          E.map((results) => ({
            FailedEntryCount: results.filter(({ EventId }) => EventId === undefined).length,
            Entries: results,
          })),
        ),
      ),
    },
    events: () => [...received],
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}

const withinLimits = (entries: readonly Entry[]): E.Either<AwsError, readonly Entry[]> => {
  if (entries.length === 0 || entries.length > MAX_ENTRIES) {
    return E.left(
      awsError('ValidationException', `Entries: expected a list of 1 to ${MAX_ENTRIES}`),
    )
  }
  const size = entries.map(sizeOf).reduce((a, b) => a + b, 0)
  return size < MAX_CALL_BYTES
    ? E.right(entries)
    : E.left(
        awsError(
          'ValidationException',
          'Total size of the entries in the request is over the limit.',
        ),
      )
}

/** Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const sizeOf = ({
  Time,
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: Entry): number =>
  [Source, DetailType, Detail, ...Resources].reduce((sum, s) => sum + Buffer.byteLength(s), 0) +
  (Time === undefined ? 0 : 14)

const eventOf = (
  { region, accountId, clock, newId, buses }: AccountSettings & { buses: readonly string[] },
  { EventBusName = 'default', Source, DetailType, Detail, Resources = [], Time }: Entry,
): E.Either<AwsError, LocalEvent> => {
  const arnPrefix = `arn:aws:events:${region}:${accountId}:event-bus/`
  const busName = EventBusName.startsWith(arnPrefix)
    ? EventBusName.slice(arnPrefix.length)
    : EventBusName
  if (!Source) return E.left(missing('Source'))
  if (!DetailType) return E.left(missing('DetailType'))
  if (!Detail) return E.left(missing('Detail'))
  if (Source.startsWith('aws.')) {
    return E.left(awsError('NotAuthorizedForSourceException', 'Not authorized for the source.'))
  }
  if (busName !== 'default' && !buses.includes(busName)) {
    return E.left(awsError('ResourceNotFoundException', `Event bus ${busName} does not exist.`))
  }
  const time = Time === undefined ? clock() : new Date(Time * 1000)
  return pipe(
    parseDetail(Detail),
    E.map((detail) => {
      const about = { source: Source, detailType: DetailType, detail, resources: Resources }
      return { id: newId(), busName, ...about, time }
    }),
  )
}

const parseDetail = (detail: string): E.Either<AwsError, unknown> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(detail),
      () => undefined,
    ),
    E.filterOrElse(t.UnknownRecord.is, () => undefined),
    E.mapLeft(() => awsError('MalformedDetail', 'Detail is malformed.')),
  )

const missing = (name: string): AwsError =>
  awsError(
    'InvalidArgument',
    `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  )
