import type { SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { bareRefresh } from './bare-refresh.ts'

export * from './bare-refresh.ts'

/** Rotate without its protocol: refreshes what the messages name. */
export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  for (const { body } of event.Records) {
    const { secretArn, versionId } = JSON.parse(body)
    await bareRefresh(secretArn, versionId)
  }
  return { batchItemFailures: [] }
}
