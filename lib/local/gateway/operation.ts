import * as E from 'fp-ts/Either'
import { flow } from 'fp-ts/function'
import type * as t from 'io-ts'
import { decode, describeProblem } from '../../codec/decode.ts'
import { type AwsError, awsError } from './aws-error.ts'

/** A JSON object as it crosses the wire; members that are undefined are left out. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Answers one call of an embedded service: pure protocol, no transport. */
export type Operation = (input: unknown) => E.Either<AwsError, JsonObject>

/** The operations of one embedded service by their wire name, e.g. `PutSecretValue`. */
export type Operations = Readonly<Record<string, Operation>>

/**
 * Puts a codec in front of an operation.
 *
 * Errors: `ValidationException` names every field that is not as the service's model says.
 */
export const operation = <A>(
  codec: t.Decoder<unknown, A>,
  run: (input: A) => E.Either<AwsError, JsonObject>,
): Operation =>
  flow(
    decode(codec),
    E.mapLeft((problems) =>
      awsError('ValidationException', problems.map(describeProblem).join('; ')),
    ),
    E.flatMap(run),
  )
