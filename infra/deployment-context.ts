import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { BooleanFromString } from '../lib/codec/boolean-from-string.ts'
import { decode, describeProblem } from '../lib/codec/decode.ts'
import { IntegerFromString } from '../lib/codec/integer-from-string.ts'
import { NonEmptyString } from '../lib/codec/non-empty-string.ts'
import { refine } from '../lib/codec/refine.ts'
import { withDefault } from '../lib/codec/with-default.ts'

/** What a deployment may choose with `cdk -c key=value` or under `context` in cdk.json. */
export const DeploymentContext = t.type({
  /** Path of a JSON array of custom provider definitions; absent: the catalogue alone. */
  providers: refine(t.union([NonEmptyString, t.undefined]), 'the path of a JSON file', () => true),
  /** Minutes between two sweeps, 1 to 15. */
  sweepMinutes: withDefault(
    refine(IntegerFromString, 'a whole number from 1 to 15', (n) => n >= 1 && n <= 15),
    5,
  ),
  /** First part of the tags, of the client secrets' names, and the ledger's name: it must suit all three. */
  tagPrefix: withDefault(
    refine(
      t.string,
      '3 to 64 letters, digits and . _ - that do not begin with aws',
      (prefix) => /^[A-Za-z0-9._-]{3,64}$/.test(prefix) && !/^aws/i.test(prefix),
    ),
    'token-rotation',
  ),
  /** Development only: http token URLs on this machine are acceptable. */
  loopbackTokenUrls: withDefault(BooleanFromString, false),
})
export type DeploymentContext = t.TypeOf<typeof DeploymentContext>

/**
 * Reads a deployment's choices.
 *
 * Errors: one message that names every context key with a bad value and what was expected there.
 */
export const readDeploymentContext = (
  lookUp: (key: string) => unknown,
): E.Either<string, DeploymentContext> =>
  pipe(
    Object.fromEntries(
      Object.keys(DeploymentContext.props).map((key) => [key, spelledOut(lookUp(key))]),
    ),
    decode(DeploymentContext),
    E.mapLeft((problems) => `context key ${problems.map(describeProblem).join('; ')}`),
  )

/** `-c` gives text only, cdk.json keeps numbers and booleans: one spelling spares the codecs the other. */
const spelledOut = (value: unknown): unknown =>
  typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
