import * as t from 'io-ts'
import { noOtherFields } from '../codec/no-other-fields.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { optional } from '../codec/optional.ts'
import { refine } from '../codec/refine.ts'
import { refineFields } from '../codec/refine-fields.ts'

const isPattern = (text: string): boolean => {
  try {
    return new RegExp(text) instanceof RegExp
  } catch {
    return false
  }
}

/** One `{name}` variable of a token URL; its value comes from the tag `token-rotation:param:<name>`. */
export const UrlVariable = refineFields(
  noOtherFields(
    t.type(
      {
        /**
         * The only values allowed. Fixed choices are trusted to name a host; free values never are. An empty list is
         * for hosts that only a deployment knows: its own definition lists them.
         */
        choices: optional(t.array(NonEmptyString, 'a list of texts')),
        /** A regular expression that a value matches as a whole, beyond being one DNS label or path segment. */
        pattern: optional(refine(t.string, 'a regular expression', isPattern)),
        /** How many DNS labels a value in the host may have, such as 2 for `acme.my` in `{host}.example.com`; absent: 1. */
        labels: optional(
          refine(
            t.number,
            'a whole number from 1 to 5',
            (n) => Number.isInteger(n) && n >= 1 && n <= 5,
          ),
        ),
        /** Used when the tag is absent; without a default the tag is required. */
        default: optional(NonEmptyString),
      },
      'an object with choices, pattern, labels and default',
    ),
  ),
  {
    field: 'default',
    expected: 'one of the choices',
    holds: ({ choices, default: fallback }) =>
      choices === undefined || fallback === undefined || choices.includes(fallback),
  },
  {
    field: 'choices',
    expected: 'no choices beside a pattern or labels',
    holds: ({ choices, pattern, labels }) =>
      choices === undefined || (pattern === undefined && labels === undefined),
  },
)
export type UrlVariable = t.TypeOf<typeof UrlVariable>
