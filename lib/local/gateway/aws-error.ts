/**
 * A refusal as the AWS JSON protocol carries it.
 *
 * Shape: `code` is the exception's name, `status` the HTTP status; `message` may repeat ids and labels
 * from the request, never a secret's value.
 */
export type AwsError = {
  readonly code: string
  readonly message: string
  readonly status: number
}

/** Builds a refusal that answers with HTTP 400, as nearly all of them do. */
export const awsError = (code: string, message: string, status = 400): AwsError => ({
  code,
  message,
  status,
})

/** Refuses a parameter that contradicts the secret's state or another parameter. */
export const invalidParameter = (message: string): AwsError =>
  awsError('InvalidParameterException', message)

/** Refuses an operation that the secret's state does not allow. */
export const invalidRequest = (message: string): AwsError =>
  awsError('InvalidRequestException', message)

/** Says that there is no such secret, version or staging label. */
export const notFound = (message: string): AwsError =>
  awsError('ResourceNotFoundException', message)
