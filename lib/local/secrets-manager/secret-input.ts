import * as t from 'io-ts'

/** Accepts text of a bounded length; `pattern` must match the whole of it. */
const text = (min: number, max: number, pattern?: RegExp, what = ''): t.Type<string> => {
  const is = (u: unknown): u is string =>
    typeof u === 'string' && u.length >= min && u.length <= max && (pattern?.test(u) ?? true)
  const name = `text of ${min} to ${max} characters${what}`
  return new t.Type(
    name,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    String,
  )
}

/** Accepts a list of a bounded length. */
const list = <A>(item: t.Type<A>, min: number, max: number): t.Type<readonly A[], A[], unknown> => {
  const items = t.array(item)
  return new t.Type(
    `a list of ${min} to ${max}`,
    (u): u is readonly A[] => items.is(u) && u.length >= min && u.length <= max,
    (u, context) =>
      Array.isArray(u) && (u.length < min || u.length > max)
        ? t.failure(u, context)
        : items.validate(u, context),
    (as) => [...as],
  )
}

const wholeNumber = (min: number, max: number): t.Type<number> => {
  const is = (u: unknown): u is number =>
    typeof u === 'number' && Number.isInteger(u) && u >= min && u <= max
  return new t.Type(
    `a whole number from ${min} to ${max}`,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    t.identity,
  )
}

/** Accepts a value of at most 65,536 bytes, measured as the service stores it. */
const bytes = (encoding: 'utf8' | 'base64'): t.Type<string> => {
  const is = (u: unknown): u is string =>
    typeof u === 'string' && u !== '' && Buffer.byteLength(u, encoding) <= 65_536
  const name = 'a value of 1 to 65536 bytes'
  return new t.Type(
    name,
    is,
    (u, context) => (is(u) ? t.success(u) : t.failure(u, context)),
    String,
  )
}

const SecretId = text(1, 2048)
const VersionId = text(32, 64)
const StagingLabel = text(1, 256)
const tagPattern = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u
const tagCharacters = ' (letters, digits, space and + - = . _ : / @)'
const TagKey = text(1, 128, tagPattern, tagCharacters)
const Tag = t.type({ Key: TagKey, Value: text(0, 256, tagPattern, tagCharacters) })
const Value = t.partial({ SecretString: bytes('utf8'), SecretBinary: bytes('base64') })
const Paging = t.partial({ MaxResults: wholeNumber(1, 100), NextToken: text(1, 4096) })
const Metadata = t.partial({
  ClientRequestToken: VersionId,
  Description: text(0, 2048),
  KmsKeyId: text(0, 2048),
  Type: text(0, 256),
})

/** Names that a filter of ListSecrets may look at. */
export const FilterKey = t.keyof({
  description: null,
  name: null,
  'tag-key': null,
  'tag-value': null,
  'primary-region': null,
  'owning-service': null,
  all: null,
})
export type FilterKey = t.TypeOf<typeof FilterKey>

/** One filter of ListSecrets; a value that begins with `!` excludes. */
export const SecretFilter = t.type({ Key: FilterKey, Values: list(text(0, 512), 1, 10) })
export type SecretFilter = t.TypeOf<typeof SecretFilter>

/** Orders in which ListSecrets can answer. */
export const SortBy = t.keyof({
  'created-date': null,
  'last-accessed-date': null,
  'last-changed-date': null,
  name: null,
})
export type SortBy = t.TypeOf<typeof SortBy>

/**
 * The inputs of the operations, by operation name; unknown members are ignored, as the service does.
 *
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html
 */
export const SecretInput = {
  CreateSecret: t.intersection([
    t.type({ Name: text(1, 512, /^[A-Za-z0-9/_+=.@-]+$/, ' (ASCII letters, digits and /_+=.@-)') }),
    Metadata,
    Value,
    t.partial({ Tags: t.array(Tag) }),
  ]),
  DescribeSecret: t.type({ SecretId }),
  GetSecretValue: t.intersection([
    t.type({ SecretId }),
    t.partial({ VersionId, VersionStage: StagingLabel }),
  ]),
  PutSecretValue: t.intersection([
    t.type({ SecretId }),
    Value,
    t.partial({ ClientRequestToken: VersionId, VersionStages: list(StagingLabel, 1, 20) }),
  ]),
  UpdateSecret: t.intersection([t.type({ SecretId }), Metadata, Value]),
  UpdateSecretVersionStage: t.intersection([
    t.type({ SecretId, VersionStage: StagingLabel }),
    t.partial({ RemoveFromVersionId: VersionId, MoveToVersionId: VersionId }),
  ]),
  ListSecrets: t.intersection([
    Paging,
    t.partial({
      IncludePlannedDeletion: t.boolean,
      Filters: list(SecretFilter, 0, 10),
      SortBy,
      SortOrder: t.keyof({ asc: null, desc: null }),
    }),
  ]),
  ListSecretVersionIds: t.intersection([
    t.type({ SecretId }),
    Paging,
    t.partial({ IncludeDeprecated: t.boolean }),
  ]),
  TagResource: t.type({ SecretId, Tags: t.array(Tag) }),
  UntagResource: t.type({ SecretId, TagKeys: t.array(TagKey) }),
  DeleteSecret: t.intersection([
    t.type({ SecretId }),
    t.partial({
      RecoveryWindowInDays: wholeNumber(7, 30),
      ForceDeleteWithoutRecovery: t.boolean,
    }),
  ]),
  RestoreSecret: t.type({ SecretId }),
}
