import type { AwsError } from './aws-error.ts'
import type { JsonObject } from './operation.ts'

/** An HTTP answer of the gateway, ready to be sent. */
export type GatewayReply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Renders an operation's output. */
export const outputReply = (output: JsonObject, contentType: string): GatewayReply => ({
  status: 200,
  headers: { 'content-type': contentType },
  body: JSON.stringify(output),
})

/** Renders a refusal so that every AWS SDK raises an exception of its name. */
export const errorReply = (
  { code, message, status }: AwsError,
  contentType: string,
): GatewayReply => ({
  status,
  headers: { 'content-type': contentType, 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, message, Message: message }),
})
