import { dueOf } from '../../../rotation/due.ts'
import type { LedgerItem } from '../../../rotation/ledger-item.ts'
import { later } from '../../../rotation/schedule.ts'
import type { AccountSecret } from './account-secrets.ts'
import type { DoctorWorld } from './doctor-world.ts'
import type { Finding } from './finding.ts'

/** What is to be said of a credential by what the ledger remembers of it. */
export const itemFindings = (item: LedgerItem | 'unreadable' | undefined): readonly Finding[] => {
  if (item === undefined) return []
  if (item === 'unreadable')
    return [
      {
        level: 'trouble',
        about: 'ledger',
        text: 'items have a layout that this version does not know',
        remedy: 'use the command line of the version that is deployed',
      },
    ]
  return [
    ...(item.escrowedAt === undefined
      ? []
      : [
          {
            level: 'trouble',
            about: 'escrow',
            text: 'a refreshed credential waits sealed in the ledger, since its secret could not be written',
            remedy: 'token-rotation show <name> tells why; the next run stores it',
          } as const,
        ]),
    ...statusFinding(item),
  ]
}

const statusFinding = ({ status }: LedgerItem): readonly Finding[] => {
  switch (status) {
    case 'reauthorize':
      return [
        {
          level: 'trouble',
          about: 'credentials',
          text: 'a person must consent again',
          remedy: 'token-rotation revive <name>',
        },
      ]
    case 'invalid':
      return [
        {
          level: 'trouble',
          about: 'credentials',
          text: 'the secret or its tags cannot be used',
          remedy: 'token-rotation show <name> tells which field or tag',
        },
      ]
    case 'failing':
      return [
        {
          level: 'warning',
          about: 'credentials',
          text: 'the last tries failed, and it is tried again',
          remedy: 'token-rotation show <name>',
        },
      ]
    default:
      return []
  }
}

/**
 * Whether a credential should have been looked at long ago, by its date or because a run was cut off.
 *
 * Shape: a provider that is down is no reason to call it late; whoever asks leaves those out.
 */
export const isLate = (
  secret: AccountSecret,
  item: LedgerItem,
  { tagPrefix, now }: DoctorWorld,
): boolean => {
  const due = dueOf(secret, item, tagPrefix, now)
  if (due === undefined) return false
  const since = item.intent?.startedAt ?? (due.isPlanned ? due.at : undefined)
  return since !== undefined && later(since, LATE_SECONDS) < now
}

/** Two sweeps at the longest distance that a deployment may choose. */
export const LATE_SECONDS = 1800
