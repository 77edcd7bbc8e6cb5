import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { type AwsError, awsError } from './aws-error.ts'
import { type CalledOperation, calledOperation } from './called-operation.ts'

/** A request of an AWS protocol: `target` is the service's own prefix or name, `body` the undecoded input. */
export type GatewayRequest = CalledOperation & {
  readonly contentType: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Larger than any call of the services may be. */
const MAX_BODY_BYTES = 16 * 1024 * 1024

/**
 * Reads a request as far as every service understands it alike.
 *
 * Errors: `MissingAuthenticationTokenException` for a request without a signature (the signature itself
 * is not checked); `UnrecognizedClientException` where another access key id is expected; `RequestEntityTooLarge`; and as
 * `calledOperation`.
 */
export const readRequest = async (
  request: IncomingMessage,
  accessKeyId?: string,
): Promise<E.Either<AwsError, GatewayRequest>> => {
  const body = await readBody(request)
  const { headers } = request
  if (body === undefined) {
    return E.left(awsError('RequestEntityTooLarge', 'expected a body of at most 16 MiB', 413))
  }
  if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')) {
    return E.left(
      awsError(
        'MissingAuthenticationTokenException',
        'Request is missing Authentication Token',
        403,
      ),
    )
  }
  if (accessKeyId !== undefined && !isSignedUnder(headers.authorization, accessKeyId)) {
    return E.left(
      awsError(
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      ),
    )
  }
  const contentType = headers['content-type'] ?? 'application/x-amz-json-1.1'
  return pipe(
    calledOperation(request, body),
    E.map((called) => ({ ...called, contentType, headers, body })),
  )
}

/** A long random id is known to nobody but this process and its functions, so it serves as a bearer token. */
const isSignedUnder = (authorization: string, accessKeyId: string): boolean =>
  digest(/Credential=([^/]*)\//.exec(authorization)?.[1] ?? '').equals(digest(accessKeyId))

/** Of digests, a comparison's duration tells nothing. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size <= MAX_BODY_BYTES) chunks.push(bytes)
  }
  return size <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString() : undefined
}
