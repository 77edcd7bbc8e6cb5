import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as RA from 'fp-ts/ReadonlyArray'
import * as t from 'io-ts'

/** Gives what a logical id, or one attribute of it, stands for; `undefined`: nobody knows. */
export type ReferenceOf = (logicalId: string, attribute?: string) => string | undefined

const Ref = t.type({ Ref: t.string })
const GetAtt = t.type({
  'Fn::GetAtt': t.union([t.string, t.readonlyArray(t.string)]),
})
const Join = t.type({ 'Fn::Join': t.tuple([t.string, t.readonlyArray(t.unknown)]) })
const Sub = t.type({ 'Fn::Sub': t.string })

/**
 * Puts plain values in place of CloudFormation's functions, however deep.
 *
 * Errors: a reference that nobody knows, and any function but Ref, Fn::GetAtt, Fn::Join and Fn::Sub with a text.
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export const resolveIntrinsics =
  (referenceOf: ReferenceOf) =>
  (value: unknown): E.Either<string, unknown> => {
    const resolve = resolveIntrinsics(referenceOf)
    if (Array.isArray(value)) return E.traverseArray(resolve)(value)
    if (!t.UnknownRecord.is(value)) return E.right(value)
    if (Ref.is(value)) return known(referenceOf(value.Ref), value.Ref)
    if (GetAtt.is(value)) return attributeOf(referenceOf, value['Fn::GetAtt'])
    if (Sub.is(value)) return substitute(referenceOf, value['Fn::Sub'])
    if (Join.is(value)) {
      const [delimiter, parts] = value['Fn::Join']
      return pipe(
        E.traverseArray(resolve)(parts),
        E.map((resolved) => resolved.join(delimiter)),
      )
    }
    const [name = ''] = Object.keys(value)
    return name.startsWith('Fn::')
      ? E.left(`expected no ${name}: it is not understood here`)
      : resolveMembers(resolve, value)
  }

const resolveMembers = (
  resolve: (value: unknown) => E.Either<string, unknown>,
  record: Readonly<Record<string, unknown>>,
): E.Either<string, unknown> =>
  pipe(
    Object.entries(record),
    E.traverseArray(([key, value]) =>
      pipe(
        resolve(value),
        E.map((resolved) => [key, resolved] as const),
      ),
    ),
    E.map((members) => Object.fromEntries(members)),
  )

const attributeOf = (
  referenceOf: ReferenceOf,
  path: string | readonly string[],
): E.Either<string, string> => {
  const [logicalId = '', ...attribute] = typeof path === 'string' ? path.split('.') : path
  return known(referenceOf(logicalId, attribute.join('.')), [logicalId, ...attribute].join('.'))
}

const substitute = (referenceOf: ReferenceOf, text: string): E.Either<string, string> =>
  pipe(
    text.split(/\$\{([^}]*)\}/),
    RA.mapWithIndex((i, part) =>
      i % 2 === 1 ? attributeOrSelf(referenceOf, part) : E.right(part),
    ),
    E.sequenceArray,
    E.map((parts) => parts.join('')),
  )

/** A `!` keeps the text behind it as it is. */
const attributeOrSelf = (referenceOf: ReferenceOf, name: string): E.Either<string, string> => {
  if (name.startsWith('!')) return E.right(`\${${name.slice(1)}}`)
  const [logicalId = '', ...attribute] = name.split('.')
  const value =
    attribute.length === 0 ? referenceOf(name) : referenceOf(logicalId, attribute.join('.'))
  return known(value, name)
}

const known = (value: string | undefined, name: string): E.Either<string, string> =>
  value === undefined ? E.left(`expected a known reference in place of ${name}`) : E.right(value)
