import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import type { StoredObject } from './format.ts'

/** Reads a JSON object, which a list is not. */
export const JsonObject = new t.Type<StoredObject, StoredObject, unknown>(
  'a JSON object',
  (u): u is StoredObject => t.UnknownRecord.is(u) && !Array.isArray(u),
  (u, context) =>
    t.UnknownRecord.is(u) && !Array.isArray(u) ? t.success(u) : t.failure(u, context),
  t.identity,
)

/** The object of a key, or an empty one where there is none. */
export const objectAt = (object: StoredObject, key: string): StoredObject => {
  const value = Object.hasOwn(object, key) ? object[key] : undefined
  return JsonObject.is(value) ? value : {}
}

/** Whether an object has one of the keys itself. */
export const hasSome = (object: StoredObject, ...keys: readonly string[]): boolean =>
  keys.some((key) => Object.hasOwn(object, key))

/** Reads the fields of an object, the other ones are left out. */
export const fieldsOf = <P extends t.Props>(
  props: P,
): t.Type<t.TypeOfProps<P>, t.OutputOfProps<P>, unknown> => {
  const fields = t.type(props, JsonObject.name)
  return new t.Type(
    JsonObject.name,
    fields.is,
    (u, context) =>
      pipe(
        JsonObject.validate(u, context),
        E.flatMap((object) => fields.validate(withoutPrototype(object), context)),
      ),
    fields.encode,
  )
}

/** io-ts copies by assignment, where a key `__proto__` would lend its fields to the credential. */
const withoutPrototype = (object: StoredObject): StoredObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== '__proto__'))
