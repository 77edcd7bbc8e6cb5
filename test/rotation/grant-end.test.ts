import { describe, expect, it } from 'vitest'
import { readStored } from '../../lib/credential/stored-credential.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import type { TokenGrant } from '../../lib/provider/token/token-response.ts'
import { grantEnds, grantInUse, refreshTokenLife } from '../../lib/rotation/grant-end.ts'
import type { Read } from '../../lib/rotation/rotation-run.ts'
import { later } from '../../lib/rotation/schedule.ts'
import {
  NOW,
  printOf,
  providers,
  rightOf,
  salt,
  secretArn,
  steadyItem,
  textOf,
} from '../fixed-data.ts'

const DAY = 86_400
const inDays = (days: number): Date => later(NOW, days * DAY)
const acme = providers.get('acme')
if (acme === undefined) throw new Error('expected the provider of the happy path')

/** A look at the version that the ledger knows, or, with another token, at one that it does not. */
const look = (
  definition: Partial<ProviderDefinition>,
  { item = {}, token = 'refresh-0-0' }: { item?: Partial<Read['item']>; token?: string } = {},
): Read => ({
  request: { secretArn, versionId: 'v1', force: false, endsAt: later(NOW, 90) },
  holder: 'id-1',
  item: { ...steadyItem, ...item },
  secret: { name: 'crm/acme', tags: {}, versions: { v1: ['AWSCURRENT'] } },
  current: 'v1',
  policy: { provider: 'acme' },
  answerWasLost: false,
  settings: {
    definition: { ...acme, ...definition },
    url: new URL(acme.tokenUrl),
    format: undefined,
    clientName: 'acme',
  },
  stored: rightOf(readStored(textOf(token), { tagged: undefined, providerDefault: undefined })),
  createdAt: inDays(-10),
  salt,
  print: printOf(token),
})

const CONSENT = { grantLifetimeSeconds: 365 * DAY }
const known = { grantEndsAt: inDays(20), consentEndsAt: inDays(20) }

const endsAfter = (run: Read, granted: Partial<TokenGrant>) =>
  grantEnds(run, { accessToken: 'access-0-1', ...granted }, NOW)

describe('when the token of a version is known', () => {
  it('keeps what is remembered of its ends', () => {
    expect(grantInUse(look(CONSENT, { item: known }))).toEqual({
      current: printOf('refresh-0-0'),
      ...known,
    })
  })

  it('estimates the ends of which nothing is remembered', () => {
    expect(grantInUse(look(CONSENT))).toMatchObject({
      grantEndsAt: inDays(355),
      consentEndsAt: inDays(355),
    })
  })

  it('keeps the consent’s end when an answer does not say it', () => {
    expect(endsAfter(look(CONSENT, { item: known }), { refreshToken: 'refresh-0-1' })).toEqual(
      known,
    )
  })

  it('counts its idle time from our own last refresh', () => {
    expect(refreshTokenLife(look({})).usedAt).toEqual(steadyItem.refreshedAt)
  })
})

describe('when a version holds a token that nobody knows', () => {
  const forecast = { endsAt: inDays(20), days: 30 }
  const run = look(CONSENT, { item: { ...known, forecast }, token: 'refresh-1-0' })

  it('is a new consent, and nothing of the old one is kept', () => {
    expect(grantInUse(run)).toEqual({
      current: printOf('refresh-1-0'),
      grantEndsAt: inDays(355),
      consentEndsAt: inDays(355),
      forecast: null,
    })
  })

  it('is one after its first refresh, too', () => {
    expect(endsAfter(run, { refreshToken: 'refresh-1-1' })).toEqual({
      grantEndsAt: inDays(355),
      consentEndsAt: inDays(355),
    })
  })

  it('counts its idle time from when it was stored, or issued, if that was before', () => {
    expect(refreshTokenLife(run).usedAt).toEqual(inDays(-10))
    expect(refreshTokenLife({ ...run, createdAt: NOW }).usedAt).toEqual(later(NOW, -7200))
  })
})

describe('when a provider answers', () => {
  it.each<[string, Partial<ProviderDefinition>, Partial<TokenGrant>, object]>([
    [
      'the same refresh token, with what is left of it',
      CONSENT,
      { refreshToken: 'refresh-0-0', refreshTokenExpiresInSeconds: 25 * DAY },
      { grantEndsAt: inDays(25), consentEndsAt: inDays(25) },
    ],
    [
      'no refresh token, with what is left of the old one',
      CONSENT,
      { refreshTokenExpiresInSeconds: 25 * DAY },
      { grantEndsAt: inDays(25), consentEndsAt: inDays(25) },
    ],
    [
      'another refresh token, with its life',
      CONSENT,
      { refreshToken: 'refresh-0-1', refreshTokenExpiresInSeconds: 10 * DAY },
      { grantEndsAt: inDays(10), consentEndsAt: inDays(20) },
    ],
    [
      'what is left of the consent',
      {},
      { refreshToken: 'refresh-0-1', grantExpiresInSeconds: 15 * DAY },
      { grantEndsAt: inDays(15), consentEndsAt: inDays(15) },
    ],
    [
      'an access token that is the grant',
      { grant: 'access_token' },
      { expiresInSeconds: 5 * DAY },
      { grantEndsAt: inDays(5), consentEndsAt: inDays(20) },
    ],
  ])('knows the ends from %s', (_, definition, granted, ends) => {
    expect(endsAfter(look(definition, { item: known }), granted)).toEqual(ends)
  })

  it('takes the catalogue’s life for an access token that is the grant, if it does not say', () => {
    const meta = { grant: 'access_token', accessTokenLifetimeSeconds: 60 * DAY } as const
    expect(endsAfter(look(meta), {})).toEqual({
      grantEndsAt: inDays(60),
      consentEndsAt: undefined,
    })
  })
})

describe('when a version holds no token that could be refreshed', () => {
  it('says nothing of the grant', () => {
    expect(grantInUse({ ...look(CONSENT, { item: known }), print: undefined })).toEqual({})
  })
})

describe('when it is asked until when a refresh token lives', () => {
  it('is the end that a refresh may move', () => {
    const item = { grantEndsAt: inDays(6), consentEndsAt: inDays(20) }
    expect(refreshTokenLife(look(CONSENT, { item })).refreshTokenEndsAt).toEqual(inDays(6))
    expect(refreshTokenLife(look(CONSENT, { item: known })).refreshTokenEndsAt).toBeUndefined()
  })

  it('is not asked of an access token, whose own end is in the schedule', () => {
    const item = { grantEndsAt: inDays(6) }
    expect(
      refreshTokenLife(look({ grant: 'access_token' }, { item })).refreshTokenEndsAt,
    ).toBeUndefined()
  })
})
