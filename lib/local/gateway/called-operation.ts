import type { IncomingMessage } from 'node:http'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { type AwsError, awsError } from './aws-error.ts'
import { isQuery, type NamedCall, readQuery } from './query-protocol.ts'

/** A call, and the service that it is for, by the name that the service's own protocol gives it. */
export type CalledOperation = NamedCall & { readonly target: string }

/**
 * Tells what a request calls: by its header `x-amz-target` and JSON, by a form, or by its path, as the service's protocol has
 * it. Where no header says it, the signature names the service.
 *
 * Errors: `UnknownOperationException` where nothing names the operation; `MissingAction`; `SerializationException` for a
 * body that is no JSON object.
 */
export const calledOperation = (
  { headers, method, url = '/' }: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
  body: string,
): E.Either<AwsError, CalledOperation> => {
  const [target = '', operation = ''] = String(headers['x-amz-target'] ?? '').split('.')
  if (target !== '' && operation !== '')
    return pipe(
      jsonObject(body),
      E.map((input) => ({ target, operation, input })),
    )
  const service = signedService(headers.authorization)
  const named = isQuery(headers['content-type'] ?? '') ? readQuery(body) : byPath(method, url)
  return pipe(
    named,
    E.map((call) => ({ ...call, target: service })),
  )
}

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html (the credential's scope) */
const signedService = (authorization = ''): string =>
  /Credential=[^/]*\/[^/]*\/[^/]*\/([^/]*)\/aws4_request/.exec(authorization)?.[1] ?? ''

/** The one path that a command of ours asks for: a schedule of EventBridge Scheduler. */
const byPath = (method: string | undefined, url: string): E.Either<AwsError, NamedCall> => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
  const name = /^\/schedules\/([A-Za-z0-9_.-]+)$/.exec(pathname)?.[1]
  return method === 'GET' && name !== undefined
    ? E.right({
        operation: 'GetSchedule',
        input: { Name: name, GroupName: searchParams.get('groupName') ?? 'default' },
      })
    : E.left(
        awsError(
          'UnknownOperationException',
          'expected the header x-amz-target: Service.Operation',
        ),
      )
}

const jsonObject = (body: string): E.Either<AwsError, NamedCall['input']> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(body === '' ? '{}' : body),
      () => undefined,
    ),
    E.filterOrElse(t.UnknownRecord.is, () => undefined),
    E.mapLeft(() => awsError('SerializationException', 'expected a JSON object as the body')),
  )
