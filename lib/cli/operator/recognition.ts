import type { Format, StoredObject } from '../../credential/format.ts'
import { type FormatId, formats } from '../../credential/formats.ts'

/** What decided which format a text is taken for. */
export type RecognitionHints = {
  readonly tagged: FormatId | undefined
  readonly providerDefault: FormatId | undefined
}

/** Why an object is taken for this format, as a clause. */
export const whyFormat = (
  object: StoredObject,
  format: Pick<Format, 'id'>,
  { tagged, providerDefault }: RecognitionHints,
): string => {
  if (tagged !== undefined) return 'as --format says'
  const own = formats.find(({ id }) => id === format.id)
  if (own?.recognises(object) !== true)
    return providerDefault === format.id
      ? "no key tells it, and it is the provider's default"
      : 'no key tells it, and it is the default'
  const keys = tellingKeys(object, own)
  const others = formats.filter(({ id, recognises }) => id !== format.id && recognises(object))
  const because = keys.length === 0 ? 'by its keys' : `by ${keys.join(', ')}`
  const also = others.map(({ id }) => id).join(', ')
  return also === '' ? because : `${because}; ${also} would fit too`
}

/** The keys without which an object would not be told for this format; where one would do without the other, each of these. */
const tellingKeys = (
  object: StoredObject,
  { recognises }: Pick<Format, 'recognises'>,
): readonly string[] => {
  const fields = Object.entries(object).filter(([key]) => IS_PLAIN_NAME.test(key))
  const needed = fields.filter(
    ([key]) =>
      !recognises(Object.fromEntries(Object.entries(object).filter(([other]) => other !== key))),
  )
  const enough = fields.filter((field) => recognises(Object.fromEntries([field])))
  return (needed.length > 0 ? needed : enough).map(([key]) => key)
}

/** The names of a file's fields that may be shown: others may be anything, and are counted. */
export const shownNames = (object: StoredObject): readonly string[] => {
  const names = Object.keys(object)
  const plain = names.filter((name) => IS_PLAIN_NAME.test(name))
  const others = names.length - plain.length
  return others === 0 ? plain : [...plain, `${others} with another name`]
}

/** Some stores use tokens and account ids as names: short words only. */
const IS_PLAIN_NAME = /^[A-Za-z_][A-Za-z_]{0,39}$/
