import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, currentVersion, refreshTokenOf, secretNamed } from '../main-job/demo.ts'
import {
  attributesOf,
  recordedAttributesOf,
  recordedSuccessorOf,
  startRecorded,
} from './recorded-account.ts'
import { NAMES } from './recorded-secrets.ts'

const COMMIT = 'a800341'

describe('when a new deployment, whose key is another one, takes over a ledger with an escrow in it', () => {
  let recorded: Awaited<ReturnType<typeof startRecorded>>
  let before: { readonly text: string; readonly id: string }

  beforeAll(async () => {
    recorded = await startRecorded(COMMIT, ['keys', 'messages'])
    const { account } = recorded
    before = {
      text: currentText(account, NAMES.escrowed),
      id: currentVersion(account, NAMES.escrowed).id,
    }
    await account.sweep()
    await account.settled()
  })
  afterAll(() => recorded.stop())

  it('finishes everything else', async () => {
    const { account } = recorded

    expect(await attributesOf(account, NAMES.leased)).toMatchObject({ status: { S: 'active' } })
    expect(await attributesOf(account, NAMES.intent)).toMatchObject({ status: { S: 'active' } })
    expect(account.authorizationServer.refreshes()).toBe(3)
  })

  it('sends no spent refresh token, and keeps secret and escrow as they are', async () => {
    const { account } = recorded
    const { escrow } = recordedAttributesOf(COMMIT, NAMES.escrowed)
    const item = await attributesOf(account, NAMES.escrowed)

    expect(currentText(account, NAMES.escrowed)).toBe(before.text)
    expect(currentVersion(account, NAMES.escrowed).id).toBe(before.id)
    expect(item?.intent?.M?.successor).toStrictEqual({
      S: recordedSuccessorOf(COMMIT, NAMES.escrowed),
    })
    expect(Buffer.from(item?.escrow?.B ?? []).toString('base64')).toBe(escrow?.B)
  })

  it('says which secret waits for the key, and which call was refused', () => {
    const { arn } = secretNamed(recorded.account, NAMES.escrowed)
    const said = recorded.lines.filter((line) => line.includes(arn))

    expect(said).toHaveLength(1)
    expect(said.join()).toContain('Decrypt failed')
  })
})

describe('when a person logs in again for a secret whose escrow no key opens', () => {
  let recorded: Awaited<ReturnType<typeof startRecorded>>
  let consent: string

  beforeAll(async () => {
    recorded = await startRecorded(COMMIT, ['keys', 'messages'])
    const { account } = recorded
    const { refreshToken } = await account.authorizationServer.issue('local-acme-billing')
    consent = refreshToken
    const client = new SecretsManagerClient(account.access)
    await client.send(
      new PutSecretValueCommand({
        SecretId: NAMES.escrowed,
        SecretString: JSON.stringify({ refreshToken }),
      }),
    )
    client.destroy()
    await account.sweep()
    await account.settled()
  })
  afterAll(() => recorded.stop())

  it('refreshes the new grant', async () => {
    const { account } = recorded
    const { stateOf } = account.authorizationServer

    expect(await stateOf(consent)).toBe('spent')
    expect(await stateOf(refreshTokenOf(currentText(account, NAMES.escrowed)))).toBe('usable')
  })

  it('has no use for the escrow any more', async () => {
    const item = await attributesOf(recorded.account, NAMES.escrowed)

    expect(item).toMatchObject({ status: { S: 'active' } })
    expect(item).not.toHaveProperty('escrow')
    expect(item).not.toHaveProperty('intent')
  })
})
