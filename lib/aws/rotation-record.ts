import type { SQSRecord } from 'aws-lambda'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { decode, describeProblem } from '../codec/decode.ts'
import { RotationMessage } from '../rotation/rotation-message.ts'
import type { RotationRequest } from '../rotation/rotation-run.ts'

/** Reads what a queue's record asks for; `endsAt` is the end of the function that works on it. Errors: the fields that are wrong and what was expected there. */
export const requestOf = (
  { body }: Pick<SQSRecord, 'body'>,
  endsAt: Date,
): E.Either<string, RotationRequest> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(body),
      () => [{ path: '', expected: RotationMessage.name }],
    ),
    E.flatMap(decode(RotationMessage)),
    E.mapLeft((problems) => problems.map(describeProblem).join('; ')),
    E.map(({ secretArn, versionId, force }) => ({
      secretArn,
      versionId,
      force: force === true,
      endsAt,
    })),
  )
