import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as E from 'fp-ts/Either'
import { functionClock } from '../lib/aws/clock.ts'
import { deployedProviders } from '../lib/aws/deployed-providers.ts'
import { readEnvironment } from '../lib/aws/environment.ts'
import { log } from '../lib/aws/log.ts'
import { rotateEnv } from '../lib/aws/rotate-env.ts'
import { RotateEnvironment } from '../lib/aws/rotate-environment.ts'
import { requestOf } from '../lib/aws/rotation-record.ts'
import { ProviderDefinition } from '../lib/provider/provider-definition.ts'
import { rotate } from '../lib/rotation/rotate.ts'

const env = rotateEnv(
  readEnvironment(RotateEnvironment, process.env),
  deployedProviders(ProviderDefinition, import.meta.url),
  functionClock(process.env),
)

/**
 * Refreshes the credential that a message names, if it is due. A refresh token that was answered is never lost:
 * its successor is durable before anything else happens.
 *
 * Triggered by the queue, one message at a time. A second message for the same secret, at the same time too, is
 * harmless: it finds the lease taken or nothing due.
 *
 * Steps: decode the message, rotate, say what came of it; ask for the message again only when our own
 * infrastructure failed.
 */
export const handler = async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
  for (const record of event.Records) {
    const request = requestOf(record, env.deadline(context.getRemainingTimeInMillis() / 1000))
    if (E.isLeft(request)) {
      log('error', { message: 'message is not understood and dropped', problem: request.left })
      continue
    }
    const outcome = await rotate(env)(request.right)()
    const { message: reason, ...fields } = outcome
    const isFine = outcome.errorCode === undefined && outcome.areEventsLost !== true
    log(isFine ? 'info' : 'warn', {
      message: outcome.result,
      reason,
      ...fields,
    })
    if (outcome.isToBeRetried) batchItemFailures.push({ itemIdentifier: record.messageId })
  }
  return { batchItemFailures }
}
