import type * as t from 'io-ts'
import { anyOf } from '../codec/any-of.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { recordOf } from '../codec/record-of.ts'
import { refine } from '../codec/refine.ts'

/** What a provider calls parameters of ours. Shape: null is "not sent". */
export type ParameterNames = Readonly<Record<string, string | null>>

/** The parameters that a token request may have from us; providers call some of them otherwise. */
export const TOKEN_PARAMETERS = [
  'grant_type',
  'refresh_token',
  'access_token',
  'client_id',
  'client_secret',
  'assertion',
] as const

/** Reads what a provider calls the parameters of one request. Errors: another parameter than those given. */
export const parameterNames = (
  known: readonly string[],
): t.Type<Record<string, string | null>, unknown, unknown> =>
  refine(
    recordOf(
      anyOf<string | null>('a name or null', [
        NonEmptyString,
        { is: (u): u is null => u === null },
      ]),
      'an object of names',
    ),
    `an object whose keys are among ${known.join(', ')} and whose values are names, or null for "not sent"`,
    (names) => Object.keys(names).every((key) => known.includes(key)),
  )
