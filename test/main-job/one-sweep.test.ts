import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalAccount } from '../../lib/local/account.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { fleetReader } from '../../lib/local/fleet.ts'
import { currentText, refreshTokenOf, secretNamed, startDemo } from './demo.ts'

/** A text without the values of the fields that a refresh writes. */
const withoutTokens = (text: string): string =>
  text.replaceAll(
    /("(?:access_?token|refresh_?token|token_expiry_date|issued_?at|expires_?in)"\s*:\s*)("[^"]*"|\d+|null)/gi,
    '$1_',
  )

const statusesOf = async (account: LocalAccount) => {
  const fleet = fleetReader(account)
  const rows = await fleet.read()
  fleet.stop()
  return Object.fromEntries(rows.map(({ name, item }) => [name, item?.status]))
}

describe('when the demo is swept once by the bundles that a deployment ships', () => {
  const DUE = [
    'smartsheet/reporting',
    'retently/surveys',
    'acme-crm/sales',
    'acme-billing/invoices',
  ]
  let demo: Awaited<ReturnType<typeof startDemo>>
  let before: Record<string, string>
  let swept: readonly string[]
  let states: readonly string[]

  beforeAll(async () => {
    demo = await startDemo()
    before = Object.fromEntries(
      demo.account.secretsManager
        .snapshot()
        .map(({ name }) => [name, currentText(demo.account, name)]),
    )
    swept = await demo.sweep()
    const { stateOf } = demo.account.authorizationServer
    states = await Promise.all(
      DUE.flatMap((name) => [before[name] ?? '', currentText(demo.account, name)])
        .map(refreshTokenOf)
        .map(stateOf),
    )
  })
  afterAll(() => demo.account.stop())

  it('refreshes each of the four formats at the authorization server', () => {
    expect(states).toStrictEqual(DUE.flatMap(() => ['spent', 'usable']))
    expect(demo.account.authorizationServer.refreshes()).toBe(DUE.length)
  })

  it('leaves every byte that is not a token or its date as it was', () => {
    const after = (name: string) =>
      withoutTokens(currentText(demo.account, name)).replaceAll(
        /,\s*"(access_token|token_expiry_date|issuedAt)"\s*:\s*_/g,
        '',
      )
    const kept = (name: string) =>
      withoutTokens(before[name] ?? '').replaceAll(
        /,\s*"(access_token|token_expiry_date|issuedAt)"\s*:\s*_/g,
        '',
      )

    expect(DUE.map(after)).toStrictEqual(DUE.map(kept))
  })

  it('writes each credential in the shape that its consumers read', () => {
    const shapes = DUE.map((name) => JSON.parse(currentText(demo.account, name))).map((json) =>
      Object.fromEntries(
        Object.entries(json).map(([key, value]) => [
          key,
          typeof value === 'string' && /^\d{4}-\d\d-\d\dT.*Z$/.test(value) ? 'date' : typeof value,
        ]),
      ),
    )

    expect(shapes).toStrictEqual([
      {
        client_id: 'string',
        client_secret: 'string',
        access_token: 'string',
        refresh_token: 'string',
        token_expiry_date: 'date',
        workspace: 'number',
        scale: 'number',
      },
      {
        client_id: 'string',
        client_secret: 'string',
        refresh_token: 'string',
        auth_type: 'string',
        access_token: 'string',
        token_expiry_date: 'date',
      },
      {
        access_token: 'string',
        refresh_token: 'string',
        issued_at: 'date',
        expires_in: 'number',
        note: 'string',
      },
      {
        accessToken: 'string',
        refreshToken: 'string',
        expiresIn: 'number',
        region: 'object',
        issuedAt: 'date',
      },
    ])
  })

  it('reports the malformed and the revoked credential and leaves them untouched', async () => {
    const names = ['acme-crm/typo', 'retently/former-admin']
    const told = demo.account.eventBridge
      .events()
      .filter(({ detailType }) => detailType !== 'Token Refreshed')
      .map(({ detailType, detail }) => [detailType, detail])

    expect(told.toSorted()).toStrictEqual([
      [
        'Credential Invalid',
        {
          secretArn: secretNamed(demo.account, 'acme-crm/typo').arn,
          secretName: 'acme-crm/typo',
          provider: 'acme-crm',
          errorCode: 'invalid_secret',
          message:
            "the secret's text is not a credential: issued_at: expected an ISO 8601 date-time; expires_in: expected a whole number of seconds",
          failures: 1,
        },
      ],
      [
        'Reauthorization Required',
        {
          secretArn: secretNamed(demo.account, 'retently/former-admin').arn,
          secretName: 'retently/former-admin',
          provider: 'retently',
          errorCode: 'grant_rejected',
          message:
            'Retently rejected the refresh token (invalid_grant); a person must log in again at Retently and put the new tokens into the secret',
          failures: 1,
        },
      ],
    ])
    expect(names.map((name) => currentText(demo.account, name))).toStrictEqual(
      names.map((name) => before[name]),
    )
    expect(names.map((name) => secretNamed(demo.account, name).versions.length)).toStrictEqual([
      1, 1,
    ])
  })

  it('leaves the credential that is not due alone', async () => {
    expect(currentText(demo.account, 'acme-crm/support')).toBe(before['acme-crm/support'])
    expect((await statusesOf(demo.account))['acme-crm/support']).toBe('active')
  })

  it('reads no secret value in the sweep itself', () => {
    // the place of the last sweep, then the ledger's items, and the states of the page's providers
    expect(swept.slice(0, 5)).toStrictEqual([
      'GetItem',
      'ListSecrets',
      'BatchGetItem',
      'BatchGetItem',
      'SendMessageBatch',
    ])
  })

  it('sends nothing in a second sweep, which costs one page of four reads', async () => {
    expect(await demo.sweep()).toStrictEqual([
      'GetItem',
      'ListSecrets',
      'BatchGetItem',
      'BatchGetItem',
    ])
  })

  it('lets no secret into a log line, an event, a tag or the ledger', async () => {
    const fleet = fleetReader(demo.account)
    const rows = await fleet.read()
    fleet.stop()
    const said = [
      demo.lines,
      demo.account.eventBridge.events(),
      demo.account.secretsManager.snapshot().map(({ tags, description }) => [tags, description]),
      rows,
      demo.calls.filter(({ service }) => service !== 'secretsmanager'),
    ].map((part) => JSON.stringify(part))

    expect(demo.lines.length).toBeGreaterThan(DUE.length)
    expect(said.filter((text) => text.includes(DEMO_SECRET))).toStrictEqual([])
    expect(JSON.stringify(before)).toContain(DEMO_SECRET)
  })

  it('finds the old refresh token refused by the authorization server', async () => {
    const old = JSON.parse(before['smartsheet/reporting'] ?? '')
    const answer = await fetch(demo.account.authorizationServer.tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: old.client_id,
        client_secret: old.client_secret,
        refresh_token: old.refresh_token,
      }),
    })

    expect(answer.status).toBe(400)
    expect(await answer.json()).toHaveProperty('error', 'invalid_grant')
  })
})
