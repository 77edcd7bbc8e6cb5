import type { ProviderDefinition } from '../../../provider/provider-definition.ts'
import type { AccountSecret } from './account-secrets.ts'
import type { DoctorWorld } from './doctor-world.ts'
import type { Finding } from './finding.ts'

/** Whether a secret without tags may be a credential that could be adopted. Its name alone is looked at, never its value. */
export const adoptionFinding = (
  { name, arn, current, owningService, managedType, primaryRegion }: AccountSecret,
  { tagPrefix, providers }: DoctorWorld,
): readonly Finding[] => {
  const isForeign =
    owningService !== undefined ||
    managedType !== undefined ||
    current === undefined ||
    (primaryRegion !== undefined && primaryRegion !== arn.split(':')[3])
  if (isForeign || name.startsWith(`${tagPrefix}/clients/`) || NO_GRANT.test(name)) return []
  const provider = namedProvider(name, providers.values())
  if (provider === undefined && !SOUNDS_LIKE_OAUTH.test(name)) return []
  return [
    {
      level: 'hint',
      about: 'adoption',
      text: `may be OAuth credentials${provider === undefined ? '' : ` of ${provider}`} by the name, and carry no tag`,
      remedy: `token-rotation add <name> --provider ${provider ?? '<id>'} --adopt --dry-run`,
    },
  ]
}

const SOUNDS_LIKE_OAUTH = /o-?auth|(refresh|access|bearer)[-_. ]?tokens?/i

/** Of the same products, but nothing that is refreshed. */
const NO_GRANT = /api[-_]?key|webhook|signing|password|certificate/i

/** The longest id that stands in the name as words of its own; ids of one or two letters stand in too many. */
const namedProvider = (name: string, known: Iterable<ProviderDefinition>): string | undefined => {
  const words = `/${name.toLowerCase().replace(/[^a-z0-9-]+/g, '/')}/`
  return [...known]
    .filter(({ id, grant }) => grant !== 'none' && id.length > 2)
    .map(({ id }) => id)
    .filter((id) => words.replaceAll('-', '/').includes(`/${id.replaceAll('-', '/')}/`))
    .toSorted((a, b) => b.length - a.length)[0]
}
