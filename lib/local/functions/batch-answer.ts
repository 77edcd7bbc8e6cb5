import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { Invocation } from './function-host.ts'

const BatchAnswer = t.union([
  t.null,
  t.partial({
    batchItemFailures: t.union([t.null, t.readonlyArray(t.type({ itemIdentifier: t.string }))]),
  }),
])

/**
 * Why a message counts as not handled.
 *
 * Shape: the tag of an invocation that did not answer, `Reported` for a message that the answer lists under
 * `batchItemFailures`, `NotUnderstood` for an answer of another shape.
 */
export type BatchFailure = Exclude<Invocation['tag'], 'Answered'> | 'Reported' | 'NotUnderstood'

/**
 * Reads what an invocation says of the one message it was given; `undefined`: it is handled.
 *
 * Lambda takes an empty answer for success, and an unknown identifier for the failure of all.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const batchFailure = (
  invocation: Invocation,
  messageId: string,
): BatchFailure | undefined => {
  if (invocation.tag !== 'Answered') {
    return invocation.tag
  }
  const answer = BatchAnswer.decode(invocation.value)
  if (E.isLeft(answer)) {
    return 'NotUnderstood'
  }
  const failures = answer.right?.batchItemFailures ?? []
  if (failures.length === 0) {
    return undefined
  }
  return failures.every(({ itemIdentifier }) => itemIdentifier === messageId)
    ? 'Reported'
    : 'NotUnderstood'
}
