import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, describeProblem } from '../../codec/decode.ts'
import { noOtherFields } from '../../codec/no-other-fields.ts'
import { optional } from '../../codec/optional.ts'
import { withDefault } from '../../codec/with-default.ts'
import type { LocalEvent } from '../event-bridge.ts'
import { eventPattern, type Matches } from './event-pattern.ts'
import { inputTransformer, type Transform } from './input-transformer.ts'

/** A rule that makes notices of events. Shape: gives the texts for its targets, none for an event that it does not match. */
export type NoticeRule = (
  event: LocalEvent,
) => readonly { readonly target: string; readonly text: string }[]

const Target = noOtherFields(
  t.type(
    {
      Arn: t.string,
      Id: t.string,
      InputTransformer: optional(
        t.type({
          InputPathsMap: withDefault(t.record(t.string, t.string), {}),
          InputTemplate: t.string,
        }),
      ),
    },
    'a target with an input transformer',
  ),
)

const Properties = t.type({
  EventBusName: withDefault(t.string, 'default'),
  EventPattern: t.UnknownRecord,
  State: withDefault(t.string, 'ENABLED'),
  Targets: t.readonlyArray(Target),
})

/**
 * Reads the resolved properties of an `AWS::Events::Rule`.
 *
 * Errors: a rule without a pattern; what its pattern or a target's transformer has that is not understood here.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 */
export const readNoticeRule = (
  properties: unknown,
  { region, accountId }: { readonly region: string; readonly accountId: string },
): E.Either<string, NoticeRule> =>
  pipe(
    decode(Properties)(properties),
    E.mapLeft((problems) => problems.map(describeProblem).join('; ')),
    E.bindTo('rule'),
    E.bind('matches', ({ rule }) => eventPattern(rule.EventPattern)),
    E.bind('targets', ({ rule }) => E.traverseArray(transformOf)(rule.Targets)),
    E.map(({ rule, matches, targets }) => (event) => {
      const envelope = envelopeOf(event, region, accountId)
      return rule.State === 'ENABLED' && applies(rule.EventBusName, event, envelope, matches)
        ? targets.map(({ target, transform }) => ({ target, text: transform(envelope) }))
        : []
    }),
  )

/** Without a transformer the whole event is sent. */
const transformOf = ({
  Arn,
  InputTransformer: transformer,
}: t.TypeOf<typeof Target>): E.Either<
  string,
  { readonly target: string; readonly transform: Transform }
> =>
  pipe(
    transformer === undefined
      ? E.right((event: unknown) => JSON.stringify(event))
      : inputTransformer({
          paths: transformer.InputPathsMap,
          template: transformer.InputTemplate,
        }),
    E.map((transform) => ({ target: Arn, transform })),
  )

/** A bus is named by its name or its ARN. */
const applies = (bus: string, event: LocalEvent, envelope: unknown, matches: Matches): boolean =>
  bus.split('/').at(-1) === event.busName && matches(envelope)

/** An event as rules see it. Source: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
const envelopeOf = (
  { id, source, detailType, detail, resources, time }: LocalEvent,
  region: string,
  account: string,
) => ({
  version: '0',
  id,
  'detail-type': detailType,
  source,
  account,
  time: `${time.toISOString().slice(0, -5)}Z`,
  region,
  resources,
  detail,
})
