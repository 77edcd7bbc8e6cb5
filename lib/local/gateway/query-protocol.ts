import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import { type AwsError, awsError } from './aws-error.ts'
import type { JsonObject } from './operation.ts'

/** A call as every protocol names it. */
export type NamedCall = { readonly operation: string; readonly input: JsonObject }

/** Whether a request, and so its answer, is of the query protocol: a form that is answered in XML. */
export const isQuery = (contentType: string): boolean =>
  contentType.startsWith('application/x-www-form-urlencoded')

/**
 * Reads a form of the query protocol: `Names.member.1=a` is the first of the list `Names`.
 *
 * Errors: `MissingAction` without the name of an operation.
 * Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const readQuery = (body: string): E.Either<AwsError, NamedCall> => {
  const { Action: operation, Version: _, ...fields } = Object.fromEntries(new URLSearchParams(body))
  if (operation === undefined) return E.left(awsError('MissingAction', 'expected Action'))
  const tree: Tree = new Map()
  for (const [path, value] of Object.entries(fields)) plant(tree, path.split('.'), value)
  const input = grown(tree)
  return E.right({ operation, input: t.UnknownRecord.is(input) ? input : {} })
}

type Tree = Map<string, Tree | string>

const plant = (tree: Tree, [name = '', ...below]: readonly string[], value: string): void => {
  if (below.length === 0) {
    tree.set(name, value)
    return
  }
  const branch = tree.get(name)
  const inner: Tree = branch instanceof Map ? branch : new Map()
  tree.set(name, inner)
  plant(inner, below, value)
}

const grown = (tree: Tree | string): unknown => {
  if (typeof tree === 'string') return tree
  const list = tree.get('member')
  return list instanceof Map
    ? [...list.values()].map(grown)
    : Object.fromEntries([...tree].map(([name, branch]) => [name, grown(branch)]))
}

/** Writes the answer to an operation of the query protocol. Shape: what is undefined is left out, dates are text. */
export const queryOutput = (operation: string, output: JsonObject): string =>
  element(
    `${operation}Response`,
    element(`${operation}Result`, content(output)) + element('ResponseMetadata', ''),
  )

/** Writes a refusal of the query protocol. */
export const queryError = ({ code, message }: Pick<AwsError, 'code' | 'message'>): string =>
  element(
    'ErrorResponse',
    element('Error', content({ Type: 'Sender', Code: code, Message: message })),
  )

const content = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((one) => element('member', content(one))).join('')
  if (!t.UnknownRecord.is(value)) return escaped(String(value))
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => element(name, content(inner)))
    .join('')
}

const element = (name: string, inner: string): string => `<${name}>${inner}</${name}>`

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
