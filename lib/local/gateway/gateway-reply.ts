import type { AwsError } from './aws-error.ts'
import type { JsonObject } from './operation.ts'
import { isQuery, queryError, queryOutput } from './query-protocol.ts'

/** An HTTP answer of the gateway, ready to be sent. */
export type GatewayReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Renders an operation's output in the protocol that it was asked in; only a query's is named after its operation. */
export const outputReply = (
  output: JsonObject,
  contentType: string,
  operation = '',
): GatewayReply =>
  isQuery(contentType)
    ? { status: 200, headers: XML, body: queryOutput(operation, output) }
    : { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(output) }

const XML = { 'content-type': 'text/xml' }

/** Renders a refusal so that every AWS SDK raises an exception of its name. */
export const errorReply = (
  { code, message, status }: AwsError,
  contentType: string,
): GatewayReply =>
  isQuery(contentType)
    ? { status, headers: XML, body: queryError({ code, message }) }
    : {
        status,
        headers: { 'content-type': contentType, 'x-amzn-errortype': code },
        body: JSON.stringify({ __type: code, message, Message: message }),
      }
