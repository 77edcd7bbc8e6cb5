import { describe, expect, it } from 'vitest'
import { errorCode } from '../../lib/provider/token/token-failure.ts'
import { announcementsOf } from '../../lib/rotation/announcements.ts'
import type { LedgerChanges, LedgerItem } from '../../lib/rotation/ledger-item.ts'
import {
  type CredentialError,
  codeOf,
  describe as describeError,
  statusOf,
} from '../../lib/rotation/rotation-error.ts'
import type { Recorded, Result } from '../../lib/rotation/rotation-run.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { NOW, secretArn, steadyItem } from '../fixed-data.ts'

const about = { secretArn, secretName: 'crm/acme', provider: 'acme' }

const recorded = (
  before: Partial<LedgerItem>,
  result: Result,
  changes: LedgerChanges,
  error?: CredentialError,
): Recorded => ({
  tag: 'Recorded',
  run: {
    request: { secretArn, versionId: 'v1', force: false, endsAt: later(NOW, 90) },
    holder: 'id-1',
    item: { ...steadyItem, ...before },
    secret: { name: 'crm/acme', tags: {}, versions: { v1: ['AWSCURRENT'] } },
    current: 'v1',
    policy: { provider: 'acme' },
  },
  result,
  changes,
  ...(error === undefined ? {} : { error }),
})

const failed = (before: Partial<LedgerItem>, error: CredentialError) =>
  announcementsOf(
    recorded(
      before,
      'failed',
      { status: statusOf(error), error: codeOf(error), message: describeError(error), failures: 3 },
      error,
    ),
  )

const refused: CredentialError = {
  tag: 'ClientRejected',
  providerCode: errorCode('invalid_client'),
  status: 401,
}
const rejected: CredentialError = {
  tag: 'GrantRejected',
  providerCode: errorCode('invalid_grant'),
  answerWasLost: false,
  providerName: 'Acme',
  meaning: undefined,
}

describe('a failure', () => {
  it.each<[CredentialError, string]>([
    [refused, 'Token Refresh Failed'],
    [rejected, 'Reauthorization Required'],
    [{ tag: 'InvalidTag', name: 'format', expected: 'one of a, b' }, 'Credential Invalid'],
  ])('is told when it begins: %j', (error, detailType) => {
    expect(failed({}, error)).toEqual([
      {
        detailType,
        detail: {
          ...about,
          errorCode: codeOf(error),
          message: describeError(error),
          failures: 3,
        },
      },
    ])
  })

  it('is told when it begins with the first look at a secret', () => {
    expect(failed({ status: undefined }, refused)).toHaveLength(1)
  })

  it('is not told again at the next try', () => {
    expect(failed({ status: 'failing', error: 'client_rejected' }, refused)).toEqual([])
  })

  it.each<Partial<LedgerItem>>([
    { status: 'failing', error: 'provider_unavailable' },
    { status: 'invalid', error: 'invalid_tag' },
    { status: 'reauthorize', error: 'grant_rejected' },
  ])('is told again when it was of another kind before: %j', (before) => {
    expect(failed(before, refused)).toHaveLength(1)
  })
})

describe('a status that is only carried on', () => {
  it('is not told', () => {
    expect(
      announcementsOf(
        recorded({ status: 'failing', error: 'answer_lost' }, 'provider is unavailable', {
          status: 'failing',
        }),
      ),
    ).toEqual([])
  })
})

describe('the end of a failure', () => {
  it.each<LedgerItem['status']>(['failing', 'reauthorize', 'invalid'])(
    'is told after %s',
    (status) => {
      expect(announcementsOf(recorded({ status }, 'not due', { status: 'active' }))).toEqual([
        { detailType: 'Credential Recovered', detail: about },
      ])
    },
  )

  it.each<LedgerItem['status']>([undefined, 'active', 'paused', 'static'])(
    'is not told after %s',
    (status) => {
      expect(announcementsOf(recorded({ status }, 'not due', { status: 'active' }))).toEqual([])
    },
  )

  it('is told after the refresh that ended it', () => {
    const changes = { status: 'active', version: 'v2', expiresAt: later(NOW, 3600) } as const
    expect(announcementsOf(recorded({ status: 'failing' }, 'refreshed', changes))).toEqual([
      {
        detailType: 'Token Refreshed',
        detail: { ...about, versionId: 'v2', expiresAt: later(NOW, 3600).toISOString() },
      },
      { detailType: 'Credential Recovered', detail: about },
    ])
  })
})

describe('a run that changed nothing', () => {
  it.each<Result>([
    'not due',
    'paused',
    'static',
    'kept a newer version',
    'a newer token is there',
  ])('%s: is not told', (result) => {
    expect(announcementsOf(recorded({}, result, {}))).toEqual([])
  })
})
