import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { ProviderDefinition } from '../provider-definition.ts'

/** The JSON object that a token endpoint answered. */
export type TokenAnswer = Readonly<Record<string, unknown>>

/** Reads the body of an answer; `undefined`: no JSON object. */
export const parseAnswer = (body: string): TokenAnswer | undefined => {
  if (hasTooManyParts(body)) return undefined
  const json = E.tryCatch(
    (): unknown => JSON.parse(body),
    () => undefined,
  )
  return E.isRight(json) && t.UnknownRecord.is(json.right) ? json.right : undefined
}

/** What of an answer has the tokens: the answer itself, or the object under `answerKey` where it is wrapped. */
export const tokenPart = (
  answer: TokenAnswer,
  { answerKey, answer: fields }: Pick<ProviderDefinition, 'answerKey' | 'answer'>,
): TokenAnswer => {
  const wrapped = answerKey === undefined ? undefined : valueAt(answer, answerKey)
  const isWrapped = firstText(answer, fields?.accessToken ?? ['access_token']) === undefined
  return isWrapped && t.UnknownRecord.is(wrapped) ? wrapped : answer
}

/** The text at the first of some fields that has one. */
export const firstText = (answer: TokenAnswer, fields: readonly string[]): string | undefined =>
  fields.map((field) => textOf(valueAt(answer, field))).find((text) => text !== undefined)

/** The value at a name, or else at a dotted path through objects and lists; `undefined` where there is none. */
export const valueAt = (answer: TokenAnswer, path: string): unknown =>
  Object.hasOwn(answer, path)
    ? answer[path]
    : path.split('.').reduce<unknown>((value, key) => {
        if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key))
          return undefined
        return Reflect.get(value, key)
      }, answer)

/** A text that says something. */
export const textOf = (u: unknown): string | undefined =>
  typeof u === 'string' && u !== '' ? u : undefined

/** Parsed, a megabyte of brackets takes more memory than a function has; an answer with tokens has a handful. */
const hasTooManyParts = (body: string): boolean => {
  let parts = 0
  for (let i = 0; i < body.length && parts <= MAX_PARTS; i++)
    if (body[i] === '[' || body[i] === '{') parts += 1
  return parts > MAX_PARTS
}

const MAX_PARTS = 10_000
