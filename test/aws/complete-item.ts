import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { LAYOUT, type LedgerItem } from '../../lib/rotation/ledger-item.ts'

type Complete<A> = { readonly [K in keyof A]-?: NonNullable<A[K]> }

/** An item with a value in every field that the ledger knows; a new field does not compile until it is added. */
export const completeItem: Complete<LedgerItem> = {
  id: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:crm/acme-AbCdEf',
  name: 'crm/acme',
  provider: 'acme',
  format: 'credentials',
  policy: '{"provider":"acme"}',
  status: 'failing',
  version: 'version-2',
  base: 'version-1',
  newest: 'version-2',
  nextAt: new Date('2026-01-02T04:00:00.000Z'),
  expiresAt: new Date('2026-01-02T05:00:00.010Z'),
  grantEndsAt: new Date('2026-04-01T00:00:00.000Z'),
  consentEndsAt: new Date('2026-12-31T23:59:59.999Z'),
  forecast: { endsAt: new Date('2026-12-31T23:59:59.000Z'), days: 30 },
  refreshedAt: new Date('2026-01-02T03:00:00.999Z'),
  failures: 3,
  error: 'answer_lost',
  message: 'the provider did not answer as it should (timeout); it is tried again',
  lease: { holder: 'holder-1', until: new Date('2026-01-02T03:06:35.678Z') },
  intent: {
    base: 'version-2',
    successor: 'version-3',
    kind: 'refresh',
    token: new Uint8Array([9, 8, 7, 6, 5, 4, 3, 2]),
    startedAt: new Date('2026-01-02T03:04:06.000Z'),
  },
  escrow: new Uint8Array([0, 2, 7, 7]),
  salt: new Uint8Array([0, 1, 254, 255]),
  current: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]),
  spent: new Uint8Array([8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 1]),
  restores: { day: '2026-01-02', count: 2 },
  layout: LAYOUT,
}

/** The same item as people and other tools find it in the table. */
export const completeAttributes: Record<keyof LedgerItem, AttributeValue> = {
  id: { S: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:crm/acme-AbCdEf' },
  name: { S: 'crm/acme' },
  provider: { S: 'acme' },
  format: { S: 'credentials' },
  policy: { S: '{"provider":"acme"}' },
  status: { S: 'failing' },
  version: { S: 'version-2' },
  base: { S: 'version-1' },
  newest: { S: 'version-2' },
  nextAt: { S: '2026-01-02T04:00:00.000Z' },
  expiresAt: { S: '2026-01-02T05:00:00.010Z' },
  grantEndsAt: { S: '2026-04-01T00:00:00.000Z' },
  consentEndsAt: { S: '2026-12-31T23:59:59.999Z' },
  forecast: { M: { endsAt: { S: '2026-12-31T23:59:59.000Z' }, days: { N: '30' } } },
  refreshedAt: { S: '2026-01-02T03:00:00.999Z' },
  failures: { N: '3' },
  error: { S: 'answer_lost' },
  message: { S: 'the provider did not answer as it should (timeout); it is tried again' },
  lease: { M: { holder: { S: 'holder-1' }, until: { S: '2026-01-02T03:06:35.678Z' } } },
  intent: {
    M: {
      base: { S: 'version-2' },
      successor: { S: 'version-3' },
      kind: { S: 'refresh' },
      token: { B: new Uint8Array([9, 8, 7, 6, 5, 4, 3, 2]) },
      startedAt: { S: '2026-01-02T03:04:06.000Z' },
    },
  },
  escrow: { B: new Uint8Array([0, 2, 7, 7]) },
  salt: { B: new Uint8Array([0, 1, 254, 255]) },
  current: { B: new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]) },
  spent: { B: new Uint8Array([8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 1]) },
  restores: { M: { day: { S: '2026-01-02' }, count: { N: '2' } } },
  layout: { N: '1' },
}
