import { join } from 'node:path'
import type { SQSClient } from '@aws-sdk/client-sqs'
import * as t from 'io-ts'
import { startEventSourceMapping } from '../../lib/local/functions/event-source-mapping.ts'
import { startFunction } from '../../lib/local/functions/function-host.ts'
import { EMULATED_AWS } from './cdk-cli.ts'
import { ask } from './created-resources.ts'
import type { DeployedFunction } from './deployed-function.ts'
import { decodeOrThrow } from './stack-template.ts'

/**
 * Runs one sweep of the deployed bundles and works its messages off.
 *
 * Effect: what the functions do, at the endpoint; starts processes and ends them.
 * Errors: rejects when the sweep does not answer.
 */
export const refreshOnDeployment = async ({
  endpoint,
  sqs,
  sweep,
  rotate,
}: {
  readonly endpoint: string
  readonly sqs: SQSClient
  readonly sweep: DeployedFunction
  readonly rotate: DeployedFunction
}): Promise<void> => {
  const { QUEUE_URL: queueUrl = '' } = sweep.environment
  const start = (name: string, { bundle, environment }: DeployedFunction) =>
    startFunction({
      name,
      bundle,
      runner: join(import.meta.dirname, '../../dist/function-runner.mjs'),
      environment: {
        ...environment,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: EMULATED_AWS.region,
      },
      timeoutSeconds: 90,
      maximumConcurrency: 1,
      log: () => {},
    })
  const sweepFunction = start('sweep', sweep)
  const rotateFunction = start('rotate', rotate)
  try {
    const swept = await sweepFunction.invoke({})
    if (swept.tag !== 'Answered') throw new Error(`expected the sweep to answer, it ${swept.tag}`)
    const mapping = await startEventSourceMapping({
      sqs,
      queueUrl,
      invoke: rotateFunction.invoke,
      maximumConcurrency: 1,
      log: () => {},
    })
    await mapping.settled()
    await mapping.stop()
  } finally {
    await Promise.all([sweepFunction.stop(), rotateFunction.stop()])
  }
}

/**
 * Switches the deployed event source mappings off: the emulator would invoke a function in a container.
 *
 * Shape: gives what was set for the first one, as it was created.
 */
export const switchMappingsOff = async (endpoint: string) => {
  const url = new URL('/2015-03-31/event-source-mappings/', endpoint)
  const { EventSourceMappings } = decodeOrThrow(Mappings)(
    await ask(url, 'lambda', { method: 'GET' }),
  )
  for (const { UUID } of EventSourceMappings)
    await ask(new URL(UUID, url), 'lambda', {
      method: 'PUT',
      body: JSON.stringify({ Enabled: false }),
    })
  return EventSourceMappings
}

const Mappings = t.type({
  EventSourceMappings: t.array(
    t.type({
      UUID: t.string,
      BatchSize: t.number,
      FunctionResponseTypes: t.array(t.string),
      ScalingConfig: t.type({ MaximumConcurrency: t.number }),
    }),
  ),
})
