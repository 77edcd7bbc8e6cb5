import * as E from 'fp-ts/Either'
import { flow } from 'fp-ts/function'
import type * as t from 'io-ts'

/**
 * One place where a value is not what was expected.
 *
 * Shape: `path` is the dotted path of the field, empty for the value itself; `expected` is the name of
 * the codec that refused. The refused value is left out on purpose: it may be a secret.
 */
export type Problem = { readonly path: string; readonly expected: string }

/** Decodes with a codec and reports paths and expectations only, never the value. */
export const decode = <A>(
  codec: t.Decoder<unknown, A>,
): ((u: unknown) => E.Either<readonly Problem[], A>) => flow(codec.decode, E.mapLeft(problemsOf))

/** Renders a problem as `path: expected …`, in a form that may be logged. */
export const describeProblem = ({ path, expected }: Problem): string =>
  path === '' ? `expected ${expected}` : `${path}: expected ${expected}`

const problemsOf = (errors: t.Errors): readonly Problem[] => {
  const problems = errors.map(problemOf)
  const seen = new Set<string>()
  return problems.filter((problem) => {
    const key = describeProblem(problem)
    return seen.has(key) ? false : seen.add(key)
  })
}

/** Combinators put numbered entries of their own into the context; only named fields and list positions belong in a path. */
const problemOf = ({ context }: t.ValidationError): Problem => {
  const path = context
    .filter((_, i) => i > 0 && !isCombinator(context[i - 1]?.type))
    .map((entry) => entry.key)
    .join('.')
  return { path, expected: context.at(-1)?.type.name ?? 'another value' }
}

/** By its mark, since the classes would be bundled for nothing where nobody combines codecs. */
const isCombinator = (type: object | undefined): boolean =>
  type !== undefined &&
  '_tag' in type &&
  (type._tag === 'IntersectionType' || type._tag === 'UnionType')
