import { hasTokensAtTheTop } from '../../credential/formats/nesting.ts'
import { jsonProperties, type Span } from '../../credential/json-properties.ts'
import { hasSome, JsonObject } from '../../credential/stored-object.ts'

/**
 * The credential in what another system exported: the part that one of the formats describes, every byte of it.
 *
 * Shape: a Nango connection holds it under `credentials`, an Airbyte source under `configuration` or
 * `connectionConfiguration`; any other text is the credential itself.
 * Source: https://nango.dev/docs/reference/backend/http-api/connection/get,
 * https://raw.githubusercontent.com/api-evangelist/airbyte/refs/heads/main/json-schema/airbyte-source-response-schema.json,
 * https://docs.rs/crate/airbyte_client/0.41.0/source/docs/SourceCreate.md
 */
export const exportedCredential = (text: string): string => {
  const object = parse(text)
  if (!JsonObject.is(object) || hasTokensAtTheTop(object)) return text
  const { credentials } = object
  if (JsonObject.is(credentials) && credentials.type === 'OAUTH2')
    return partOf(text, 'credentials')
  const wrapper = ['configuration', 'connectionConfiguration'].find((key) =>
    JsonObject.is(object[key]),
  )
  return wrapper !== undefined && hasSome(object, 'sourceId', 'sourceDefinitionId', 'definitionId')
    ? partOf(text, wrapper)
    : text
}

/**
 * Whether a text holds asterisks where a token stands: systems that show credentials without giving them out put these
 * there.
 */
export const isMasked = (token: string | undefined): boolean => /^\*+$/.test(token ?? '')

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Of a key that stands twice, readers take the last one. */
const partOf = (text: string, key: string): string => {
  const { start, end }: Span = jsonProperties(text).findLast((property) => property.key === key)
    ?.value ?? { start: 0, end: text.length }
  return text.slice(start, end)
}
