import * as E from 'fp-ts/Either'
import type { Providers } from '../../provider/provider-definition.ts'
import type { LedgerItem } from '../../rotation/ledger-item.ts'
import { isPaused, policyOf, settingsOf } from '../../rotation/policy.ts'
import { earliestRefresh } from '../../rotation/schedule.ts'
import type { FoundSecret } from './find-secret.ts'
import { didYouMean } from './nearest.ts'

/**
 * What a run would meet that looks at the credential now, as far as it can be told without its value.
 *
 * Shape: sentences; an empty list: nothing is in its way.
 */
export const obstacles = (
  { tags }: Pick<FoundSecret, 'tags'>,
  item: LedgerItem | undefined,
  {
    tagPrefix,
    providers,
    now,
  }: { readonly tagPrefix: string; readonly providers: Providers; readonly now: Date },
): readonly string[] => {
  const policy = policyOf(tags, tagPrefix)
  const { provider } = policy
  const settings = settingsOf(providers)(policy)
  const earliest = item?.refreshedAt === undefined ? undefined : earliestRefresh(item.refreshedAt)
  return [
    ...(isPaused(policy)
      ? [`it is paused: nothing new is begun until the tag ${tagPrefix}:paused is removed`]
      : []),
    ...(provider !== undefined && !providers.has(provider)
      ? [
          `the catalogue has no provider ${provider}${didYouMean(provider, providers.keys())}; a definition of the deployment's own is given with --providers`,
        ]
      : provider !== undefined && E.isLeft(settings)
        ? [`tag ${tagPrefix}:${settings.left.name}: expected ${settings.left.expected}`]
        : []),
    ...(earliest !== undefined && earliest > now
      ? [`it was refreshed a short time ago: not again before ${earliest.toISOString()}`]
      : []),
    ...(item?.message === undefined ? [] : [`the last try failed: ${item.message}`]),
  ]
}
