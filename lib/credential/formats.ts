import type * as t from 'io-ts'
import { oneOf } from '../codec/one-of.ts'
import type { Format } from './format.ts'
import { credentials } from './formats/credentials.ts'
import { credentialsCamelCase } from './formats/credentials-camel-case.ts'
import { retently } from './formats/retently.ts'
import { smartsheets } from './formats/smartsheets.ts'

/** Every storage format, the ones with the most telling keys first. */
export const formats = [credentialsCamelCase, credentials, smartsheets, retently] as const

/** The name of a storage format, as the tag `token-rotation:format` and provider definitions give it. */
export const FormatId = oneOf(formats.map(({ id }) => id))
export type FormatId = t.TypeOf<typeof FormatId>

/** The format of an id. */
export const formatOf = (id: FormatId): Format =>
  formats.find((format) => format.id === id) ?? credentials

/**
 * Tells the format of a stored object: by its tag, then by its keys, then as the provider's default says.
 *
 * Formats that share their telling keys are told apart by the provider's default. Without any hint the
 * format is `credentials`.
 */
export const recogniseFormat = (
  keys: ReadonlySet<string>,
  tagged: FormatId | undefined,
  providerDefault: FormatId | undefined,
): Format => {
  if (tagged !== undefined) return formatOf(tagged)
  const candidates = formats.filter((format) => format.recognises(keys))
  const preferred = candidates.find((format) => format.id === providerDefault) ?? candidates[0]
  return preferred ?? formatOf(providerDefault ?? 'credentials')
}
