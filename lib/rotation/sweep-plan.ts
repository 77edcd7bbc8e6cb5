import { dueOf, outlastedOutage } from './due.ts'
import { lookAt, untoldForecastAt } from './grant-forecast.ts'
import type { LedgerItem } from './ledger-item.ts'
import type { ListedSecret } from './listed-secret.ts'
import { isHeldBack, NO_TROUBLE, type ProviderState } from './provider-state.ts'
import { later, spread } from './schedule.ts'
import type { DueCredential, SweepEnv } from './sweep-env.ts'

/**
 * What falls due on a page before the next sweep.
 *
 * Shape: each list oldest due first. `regular` is due as always, `recovering` because its provider is back, and
 * `heldBack` would be due if its provider were.
 */
export type PagePlan = Readonly<
  Record<'regular' | 'recovering' | 'heldBack', readonly DueCredential[]>
>

/** A listed secret and the ledger's item of it. */
export type Joined = {
  readonly secret: ListedSecret
  readonly item: LedgerItem | undefined
  /** The id of a known provider, else `unknown`. */
  readonly provider: string
}

/**
 * Decides what a sweep sends.
 *
 * While a provider is down only what may need no token request of it is sent: new secrets, edits, cut off runs, and
 * forecasts of a grant's end. When it is back, what waited for it is due at once, spread over the time until the next
 * sweep, so that it is not met by all of its credentials in one second.
 */
export const planPage = (
  page: readonly Joined[],
  states: ReadonlyMap<string, ProviderState>,
  env: Pick<SweepEnv, 'tagPrefix' | 'sweepMinutes'> & { readonly now: Date },
): PagePlan => {
  const planned = page.flatMap((joined) =>
    planOne(joined, states.get(joined.provider) ?? NO_TROUBLE, env),
  )
  const listOf = (list: keyof PagePlan): readonly DueCredential[] =>
    planned
      .flatMap(({ credential, goesTo }) => (goesTo === list ? [credential] : []))
      .toSorted(byDate)
  return {
    regular: listOf('regular'),
    recovering: listOf('recovering'),
    heldBack: listOf('heldBack'),
  }
}

/** Orders credentials by when they are due. */
export const byDate = (a: DueCredential, b: DueCredential): number =>
  a.dueAt.getTime() - b.dueAt.getTime()

/** The share of the time until the next sweep over which a recovery is spread, so that this one finds it done. */
const RECOVERY_SHARE = 0.9

type Planned = { readonly credential: DueCredential; readonly goesTo: keyof PagePlan }

const planOne = (
  { secret, item, provider }: Joined,
  state: ProviderState,
  {
    tagPrefix,
    sweepMinutes,
    now,
  }: Pick<SweepEnv, 'tagPrefix' | 'sweepMinutes'> & { readonly now: Date },
): readonly Planned[] => {
  const until = later(now, sweepMinutes * 60)
  const due = dueOf(secret, item, tagPrefix, now)
  const date = lookAt(item, { refreshAt: due?.at, now, until })
  if (due === undefined || date === undefined || secret.current === undefined) return []
  const credential = { secretArn: secret.arn, versionId: secret.current, provider, dueAt: date }
  const isRegular: readonly Planned[] = date <= until ? [{ credential, goesTo: 'regular' }] : []
  if (!due.isPlanned || item === undefined) return isRegular
  if (isHeldBack(state, now, sweepMinutes)) {
    const isToBeTold = untoldForecastAt(item, until) !== undefined
    return isToBeTold ? isRegular : isRegular.map((planned) => ({ ...planned, goesTo: 'heldBack' }))
  }
  const { recoveredAt } = state
  const hasWaited = recoveredAt !== undefined && due.at <= recoveredAt
  return hasWaited || outlastedOutage(item, recoveredAt)
    ? [
        {
          credential: {
            ...credential,
            dueAt: later(now, spread(secret.arn) * RECOVERY_SHARE * sweepMinutes * 60),
          },
          goesTo: 'recovering',
        },
      ]
    : isRegular
}
