import * as E from 'fp-ts/Either'
import type { Deployment } from './deployment.ts'
import { didYouMean } from './nearest.ts'
import { knownProviders } from './provider-options.ts'
import type { StatusChoice } from './status-pages.ts'
import type { Tally } from './status-tally.ts'

/** The last line of a table: what was counted, whether nothing is tagged or only nothing matches, and which provider that was asked for nobody knows. */
export const closingLine = (
  tally: Tally,
  { provider: asked = [] }: StatusChoice,
  { tagPrefix, region }: Pick<Deployment, 'tagPrefix' | 'region'>,
): string =>
  tally.isEmpty()
    ? `${tally.text()} with the tag ${tagPrefix}:provider in ${region}`
    : [tally.text(), ...strangers(asked, tally.providers())].join('; ')

const strangers = (asked: readonly string[], tagged: ReadonlySet<string>): readonly string[] => {
  const untagged = asked.filter((id) => !tagged.has(id))
  if (untagged.length === 0) return []
  const catalogue = knownProviders({})
  const known = new Set([...tagged, ...(E.isRight(catalogue) ? catalogue.right.keys() : [])])
  return untagged
    .filter((id) => !known.has(id))
    .map((id) => `--provider ${id}: none has it${didYouMean(id, known)}`)
}
