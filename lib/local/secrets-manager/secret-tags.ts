import * as E from 'fp-ts/Either'
import { type AwsError, invalidParameter } from '../gateway/aws-error.ts'

/** Tags that one secret may carry. */
const MAX_TAGS = 50

/** Tags as the protocol lists them. */
export type WireTags = readonly { readonly Key: string; readonly Value: string }[]

/**
 * Adds tags to those a secret has; a key it has gets the new value.
 *
 * Errors: `InvalidParameterException` for more than 50 tags, a key given twice, or AWS's own prefix.
 */
export const addTags = (
  present: Readonly<Record<string, string>>,
  added: WireTags,
): E.Either<AwsError, Readonly<Record<string, string>>> => {
  const keys = new Set(added.map(({ Key }) => Key))
  if (keys.size < added.length) return E.left(invalidParameter('A tag key was given twice.'))
  if ([...keys].some((key) => key.toLowerCase().startsWith('aws:'))) {
    return E.left(invalidParameter('Tag keys that begin with aws: are reserved.'))
  }
  const tags = { ...present, ...Object.fromEntries(added.map(({ Key, Value }) => [Key, Value])) }
  return Object.keys(tags).length > MAX_TAGS
    ? E.left(invalidParameter(`A secret can't have more than ${MAX_TAGS} tags.`))
    : E.right(tags)
}

/** Takes tags away; a key the secret does not have is no error. */
export const removeTags = (
  present: Readonly<Record<string, string>>,
  keys: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(present).filter(([key]) => !keys.includes(key)))
