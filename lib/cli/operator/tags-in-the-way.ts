import { type Policy, policyOf } from '../../rotation/policy.ts'
import { tagsOfPolicy } from './add-options.ts'
import type { Deployment } from './deployment.ts'
import type { FoundSecret } from './find-secret.ts'

/**
 * Tells why the tags of a secret that is there forbid to put it under rotation with other ones; `undefined`: they do
 * not.
 *
 * No call changes a text and its tags at once. Whatever lies between the two calls, a sweep, Ctrl-C or a refusal, the
 * functions would send a new text where the old tags say: to another provider, or for another client. So tags that are
 * there must be the ones that are wanted, but for `paused`, which sends nothing. A secret without the provider's tag is
 * left alone until all of them are on it.
 */
export const tagsInTheWay = (
  { tagPrefix, region }: Pick<Deployment, 'tagPrefix' | 'region'>,
  { name, tags }: Pick<FoundSecret, 'name' | 'tags'>,
  wanted: Policy,
): string | undefined => {
  const { paused, ...before } = policyOf(tags, tagPrefix)
  const others = Object.keys(before).filter((key) => before[key] !== wanted[key])
  const isRotated = before.provider !== undefined
  const missing = isRotated ? Object.keys(wanted).filter((key) => !(key in before)) : []
  if (others.length + missing.length === 0) return undefined
  const keys = (isRotated ? Object.keys(before) : others).map((key) => word(`${tagPrefix}:${key}`))
  const untag = `aws secretsmanager untag-resource --region ${region} --secret-id ${name} --tag-keys ${keys.join(' ')}`
  const prefix = tagPrefix === DEFAULT_PREFIX ? '' : ` --tag-prefix ${tagPrefix}`
  const pause = `token-rotation pause ${name} --region ${region}${prefix}`
  const first = isRotated && paused === undefined ? `${pause}, then: ${untag}` : untag
  if (isRotated && before.provider !== wanted.provider)
    return `secret ${name}: it is under rotation with provider ${before.provider}, which would be sent the credential of ${wanted.provider}; first: ${first}`
  const there = Object.entries(tagsOfPolicy(pick(before, others), tagPrefix)).map((tag) =>
    tag.join(' = '),
  )
  const not = missing.map((key) => `no ${tagPrefix}:${key}`)
  return `secret ${name}: its tags say otherwise (${[...there, ...not].join(', ')}); give the options that they say, or first: ${first}`
}

const DEFAULT_PREFIX = 'token-rotation'

const pick = (policy: Policy, keys: readonly string[]): Policy =>
  Object.fromEntries(Object.entries(policy).filter(([key]) => keys.includes(key)))

/** A tag's key as a word of a shell; AWS lets it hold spaces, but no quotes. */
const word = (key: string): string => (/^[\w.:/=+@-]+$/.test(key) ? key : `'${key}'`)
