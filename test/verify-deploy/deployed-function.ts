import { join } from 'node:path'
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as t from 'io-ts'
import { type CreatedResources, physicalId } from './created-resources.ts'
import { type Assembly, decodeOrThrow, logicalId } from './stack-template.ts'

/** A function as it was deployed. Shape: `bundle` is the `index.mjs` of the asset that was published. */
export type DeployedFunction = {
  readonly bundle: string
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Finds a function's asset, and resolves its environment variables from what was created.
 *
 * Errors: rejects when a variable refers to something that was not created, or a queue is not at this endpoint.
 */
export const deployedFunction = async (
  { folder, template }: Assembly,
  created: CreatedResources,
  sqs: SQSClient,
  word: 'Sweep' | 'Rotate' | 'NativeRotation',
): Promise<DeployedFunction> => {
  const resource = template.Resources[logicalId(template, 'AWS::Lambda::Function', word)]
  const { Metadata, Properties } = decodeOrThrow(FunctionResource)(resource)
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(Properties.Environment.Variables)) {
    if (typeof value === 'string') environment[name] = value
    else {
      const physical = physicalId(created, template, value.Ref)
      const type = template.Resources[value.Ref]?.Type
      environment[name] = type === 'AWS::SQS::Queue' ? await queueUrl(sqs, physical) : physical
    }
  }
  return { bundle: join(folder, Metadata['aws:asset:path'], 'index.mjs'), environment }
}

/** The emulator lists a queue under AWS's own address, where the function's client would really go. */
const queueUrl = async (sqs: SQSClient, physical: string): Promise<string> => {
  const QueueName = physical.split('/').at(-1)
  const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName }))
  if (new URL(QueueUrl).hostname !== '127.0.0.1')
    throw new Error('expected the queue to be at the endpoint on loopback')
  return QueueUrl
}

const FunctionResource = t.type({
  Metadata: t.type({ 'aws:asset:path': t.string }),
  Properties: t.type({
    Environment: t.type({
      Variables: t.record(t.string, t.union([t.string, t.type({ Ref: t.string })])),
    }),
  }),
})
