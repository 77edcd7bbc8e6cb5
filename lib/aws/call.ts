import * as TE from 'fp-ts/TaskEither'
import type { AwsFailure } from '../rotation/rotation-error.ts'

/**
 * Runs one call to AWS and keeps of its failure only the operation and the exception's name.
 *
 * Nothing else of an SDK error may be kept: messages and properties repeat what was sent.
 */
export const call = <A>(operation: string, run: () => Promise<A>): TE.TaskEither<AwsFailure, A> =>
  TE.tryCatch(run, (thrown): AwsFailure => ({ tag: 'AwsFailure', operation, code: nameOf(thrown) }))

const nameOf = (thrown: unknown): string =>
  thrown instanceof Error && /^[A-Za-z]{1,64}$/.test(thrown.name) ? thrown.name : 'UnknownError'
