import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'

/** Makes the text that a target gets of an event. */
export type Transform = (event: unknown) => string

/** What a rule says of it. Shape: paths such as `$.detail.provider` by name; a template that names them in angle brackets. */
export type InputTransformer = {
  readonly paths: Readonly<Record<string, string>>
  readonly template: string
}

/**
 * Reads an input transformer.
 *
 * Inside quotes a value stands as JSON escapes it, outside of them as JSON; what the event does not have is nothing.
 * A template of quoted lines reaches a topic as it stands, quotes included.
 *
 * Errors: a path of other parts than names and indices; a name in the template without a path; a text that is no JSON
 * whatever stands for its names.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export const inputTransformer = ({
  paths,
  template,
}: InputTransformer): E.Either<string, Transform> => {
  const parts = partsOf(template)
  const unnamed = parts.find(({ name }) => name !== undefined && !Object.hasOwn(paths, name))
  if (unnamed !== undefined) return E.left(`InputTemplate: expected a path for <${unnamed.name}>`)
  const odd = Object.entries(paths).find(([, path]) => !PLAIN_PATH.test(path))
  if (odd !== undefined) return E.left(`InputPathsMap.${odd[0]}: expected a plain path from $`)
  if (!isJson(parts.map(({ text, name }) => (name === undefined ? text : '0')).join('')))
    return E.left('InputTemplate: expected JSON, or lines of quoted text')
  return E.right((event) =>
    parts
      .map(({ text, name, isQuoted }) =>
        name === undefined ? text : spelled(valueAt(event, paths[name] ?? ''), isQuoted),
      )
      .join(''),
  )
}

type Part = { readonly text: string; readonly name?: string; readonly isQuoted: boolean }

const PLAIN_PATH = /^\$(\.[A-Za-z0-9_-]+|\[\d+\])*$/

/** Splits a template at its names, and says of each whether it stands inside quotes. */
const partsOf = (template: string): readonly Part[] => {
  let isQuoted = false
  return template.split(/<([A-Za-z0-9_.-]+)>/).map((text, i) => {
    if (i % 2 === 1) return { text: '', name: text, isQuoted }
    for (const [found] of text.matchAll(/\\.|"/g)) if (found === '"') isQuoted = !isQuoted
    return { text, isQuoted }
  })
}

/** One JSON value, or one on each line. */
const isJson = (text: string): boolean =>
  [[text], text.split('\n')].some((pieces) =>
    pieces.every((piece) =>
      pipe(
        E.tryCatch(
          () => JSON.parse(piece),
          () => undefined,
        ),
        E.isRight,
      ),
    ),
  )

const spelled = (value: unknown, isQuoted: boolean): string => {
  const json = JSON.stringify(value) ?? ''
  return isQuoted && typeof value === 'string' ? json.slice(1, -1) : json
}

const valueAt = (event: unknown, path: string): unknown =>
  [...path.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]/g)].reduce<unknown>((value, [, name, index]) => {
    if (index !== undefined) return Array.isArray(value) ? value[Number(index)] : undefined
    return t.UnknownRecord.is(value) ? value[name ?? ''] : undefined
  }, event)
