/** A secret as the list of all secrets shows it: no value. */
export type ListedSecret = {
  readonly arn: string
  readonly tags: Readonly<Record<string, string>>
  /** The version labelled AWSCURRENT. */
  readonly current: string | undefined
  /** The region of the secret that a replica follows. */
  readonly primaryRegion: string | undefined
  /** The AWS service that owns the secret. */
  readonly owningService: string | undefined
  /** Set on secrets that AWS rotates at a partner. */
  readonly managedType: string | undefined
  readonly isDeleted: boolean
}

/**
 * Why a sweep passes a listed secret over; `undefined`: it does not.
 *
 * The list's own filter matches prefixes of tag keys, so the tag is looked for again here.
 */
export const whyNotSwept = (
  { arn, tags, current, primaryRegion, owningService, managedType, isDeleted }: ListedSecret,
  tagPrefix: string,
):
  | 'not tagged'
  | 'replica'
  | 'owned by a service'
  | 'managed'
  | 'deleted'
  | 'no current version'
  | undefined => {
  if (tags[`${tagPrefix}:provider`] === undefined) return 'not tagged'
  if (primaryRegion !== undefined && primaryRegion !== arn.split(':')[3]) return 'replica'
  if (owningService !== undefined) return 'owned by a service'
  if (managedType !== undefined) return 'managed'
  if (isDeleted) return 'deleted'
  return current === undefined ? 'no current version' : undefined
}
