import type { FleetRow } from '../../lib/local/fleet.ts'
import type { LedgerItem } from '../../lib/rotation/ledger-item.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { completeItem } from '../aws/complete-item.ts'

/** The moment at which a fleet is looked at. */
export const NOW = new Date('2026-01-02T03:04:05.678Z')

/** A credential's item in a status, without the message of a failure unless one is given. */
export const itemIn = (
  status: LedgerItem['status'],
  fields: Partial<LedgerItem> = {},
): LedgerItem => ({
  ...completeItem,
  status,
  message: undefined,
  expiresAt: later(NOW, 3 * 3600),
  nextAt: later(NOW, 2 * 3600),
  ...fields,
})

/** A fleet of three: one fresh, one broken, one that no sweep has seen yet. */
export const fleet: readonly FleetRow[] = [
  {
    arn: 'arn-1',
    name: 'smartsheet/reporting',
    provider: 'smartsheet',
    item: itemIn('active', { format: 'smartsheets' }),
    lastEvent: { detailType: 'Token Refreshed', time: NOW },
  },
  {
    arn: 'arn-2',
    name: 'acme-crm/typo',
    provider: 'acme-crm',
    item: itemIn('invalid', {
      format: 'credentials-camel-case',
      nextAt: later(NOW, 3000),
      message: "the secret's text is not a credential: issued_at: expected an ISO 8601 date-time",
    }),
    lastEvent: { detailType: 'Credential Invalid', time: NOW },
  },
  {
    arn: 'arn-3',
    name: 'retently/new',
    provider: 'retently',
    item: undefined,
    lastEvent: undefined,
  },
]
