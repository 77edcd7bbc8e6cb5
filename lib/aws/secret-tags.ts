import type { Tag } from '@aws-sdk/client-secrets-manager'

/** Secrets Manager's list of tags as a record. */
export const tagsOf = (tags: readonly Tag[] = []): Readonly<Record<string, string>> =>
  Object.fromEntries(
    tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])),
  )
