import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode } from '../../codec/decode.ts'
import { withDefault } from '../../codec/with-default.ts'
import { type Alarm, readAlarm } from './alarm.ts'
import { type ReferenceOf, resolveIntrinsics } from './intrinsics.ts'
import { type NoticeRule, readNoticeRule } from './notice-rule.ts'

/** What of a stack watches it. Shape: by logical id; topics are known by their ARN. */
export type MonitoringTemplate = {
  readonly rules: ReadonlyMap<string, NoticeRule>
  readonly alarms: ReadonlyMap<string, Alarm>
  readonly topics: ReadonlySet<string>
}

/** Where a stack is deployed. Shape: `nameOf` gives the physical name of a resource by its logical id without the hash. */
export type Deployment = {
  readonly region: string
  readonly accountId: string
  readonly nameOf: (word: string) => string | undefined
}

const Resource = t.type({ Type: t.string, Properties: withDefault(t.UnknownRecord, {}) })
const Template = t.type({ Resources: t.record(t.string, Resource) })

/**
 * Reads the rules, alarms and topics of a synthesised template, with references to its other resources resolved.
 *
 * Errors: the resource, and what of it is not understood here.
 */
export const readMonitoring = (
  template: unknown,
  deployment: Deployment,
): E.Either<string, MonitoringTemplate> => {
  const decoded = decode(Template)(template)
  if (E.isLeft(decoded)) return E.left('expected a CloudFormation template')
  const resources = Object.entries(decoded.right.Resources)
  const topics = new Map(
    resources
      .filter(([, { Type }]) => Type === 'AWS::SNS::Topic')
      .map(([id]) => [id, arnOf(deployment, 'sns', id)]),
  )
  const resolve = resolveIntrinsics(referenceOf(deployment, topics))
  const read = <A>(type: string, reader: (id: string, u: unknown) => E.Either<string, A>) =>
    pipe(
      resources.filter(([, { Type }]) => Type === type),
      E.traverseArray(([id, { Properties }]) =>
        pipe(
          resolve(Properties),
          E.flatMap((properties) => reader(id, properties)),
          E.bimap(
            (problem) => `${id}: ${problem}`,
            (value) => [id, value] as const,
          ),
        ),
      ),
      E.map((entries) => new Map(entries)),
    )
  return pipe(
    E.Do,
    E.apS(
      'rules',
      read('AWS::Events::Rule', (_, properties) => readNoticeRule(properties, deployment)),
    ),
    E.apS('alarms', read('AWS::CloudWatch::Alarm', readAlarm)),
    E.map((found) => ({ ...found, topics: new Set(topics.values()) })),
  )
}

/** A logical id is the path of construct ids and eight digits of a hash. */
export const wordOf = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '')

const referenceOf =
  (deployment: Deployment, topics: ReadonlyMap<string, string>): ReferenceOf =>
  (logicalId, attribute) => {
    const pseudo = pseudoParameters(deployment)[logicalId]
    if (pseudo !== undefined) return pseudo
    const topic = topics.get(logicalId)
    if (topic !== undefined) return attribute === 'TopicName' ? logicalId : topic
    const name = deployment.nameOf(wordOf(logicalId))
    return attribute === 'Arn' && name !== undefined ? arnOf(deployment, 'local', name) : name
  }

const pseudoParameters = ({ region, accountId }: Deployment): Readonly<Record<string, string>> => ({
  'AWS::Region': region,
  'AWS::AccountId': accountId,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
  'AWS::StackName': 'TokenRotation',
})

const arnOf = ({ region, accountId }: Deployment, service: string, name: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${name}`
