import * as t from 'io-ts'

/** Reads `"true"` and `"false"`, as environment variables carry them. */
export const BooleanFromString = new t.Type<boolean, string, unknown>(
  '"true" or "false"',
  t.boolean.is,
  (u, context) => (u === 'true' || u === 'false' ? t.success(u === 'true') : t.failure(u, context)),
  String,
)
