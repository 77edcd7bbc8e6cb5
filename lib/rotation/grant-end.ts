import type { TokenGrant } from '../provider/token/token-response.ts'
import { isSame } from './fingerprint.ts'
import {
  after,
  earliest,
  endsAfterRefresh,
  endsAtFirstSight,
  type GrantEnds,
  movableEnd,
} from './grant-rules.ts'
import type { LedgerChanges, LedgerItem } from './ledger-item.ts'
import type { Read } from './rotation-run.ts'
import type { ScheduleInput } from './schedule.ts'

/** The ends after a provider's answer. Shape: `at` is when the request was begun. */
export const grantEnds = (run: Read, granted: TokenGrant, at: Date): GrantEnds => {
  const { definition } = run.settings
  const { refreshToken } = granted
  return endsAfterRefresh(definition, knownEnds(run), {
    at,
    isReplaced: refreshToken !== undefined && refreshToken !== run.stored.credential.refreshToken,
    accessTokenEndsAt: after(at, granted.expiresInSeconds ?? definition.accessTokenLifetimeSeconds),
    refreshTokenEndsAt: after(at, granted.refreshTokenExpiresInSeconds),
    consentEndsAt: after(at, granted.grantExpiresInSeconds),
  })
}

/** The token of this version is the grant now: its fingerprint, its ends, and for a new consent nothing of an old one's forecast. */
export const grantInUse = (run: Read): LedgerChanges => {
  if (run.print === undefined) return {}
  const { grantEndsAt, consentEndsAt } = knownEnds(run)
  return {
    current: run.print,
    grantEndsAt: grantEndsAt ?? null,
    consentEndsAt: consentEndsAt ?? null,
    ...(isNewGrant(run) && run.item.forecast !== undefined ? { forecast: null } : {}),
  }
}

/** What the schedule has to know of a version's refresh token, so that it does not die before it is used. */
export const refreshTokenLife = (
  run: Read,
): Pick<ScheduleInput, 'usedAt' | 'refreshTokenEndsAt'> => ({
  usedAt:
    isNewGrant(run) || run.item.refreshedAt === undefined
      ? earliest([run.createdAt, run.stored.credential.issuedAt])
      : run.item.refreshedAt,
  refreshTokenEndsAt:
    run.settings.definition.grant === 'refresh_token' ? movableEnd(knownEnds(run)) : undefined,
})

/** What is remembered of a grant, and where nothing is, what its first sight tells. */
export const rememberedEnds = (
  { grantEndsAt, consentEndsAt }: Pick<LedgerItem, 'grantEndsAt' | 'consentEndsAt'>,
  first: GrantEnds,
): GrantEnds => ({
  grantEndsAt: grantEndsAt ?? first.grantEndsAt,
  consentEndsAt: consentEndsAt ?? first.consentEndsAt,
})

const knownEnds = (run: Read): GrantEnds => {
  const { definition } = run.settings
  const first = endsAtFirstSight(definition, run.stored.credential, run.createdAt)
  return isNewGrant(run) ? first : rememberedEnds(run.item, first)
}

/** A token that the ledger does not know is a new consent's. */
const isNewGrant = ({ item, print }: Read): boolean => !isSame(item.current, print)
