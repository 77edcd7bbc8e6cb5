import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { currentText, refreshTokenOf } from '../main-job/demo.ts'
import { NAME, startConsumed } from './consumed-credential.ts'

describe('when a credential was swapped', () => {
  let consumed: Awaited<ReturnType<typeof startConsumed>>
  let before: string
  beforeAll(async () => {
    consumed = await startConsumed()
    before = currentText(consumed.account, NAME)
    await consumed.refresh()
  })
  afterAll(() => consumed.stop())

  it('shows the new text to whoever asks for no version, and the old one under AWSPREVIOUS', async () => {
    const read = (VersionStage?: string) =>
      consumed.secrets.send(
        new GetSecretValueCommand({ SecretId: NAME, ...(VersionStage && { VersionStage }) }),
      )
    const [current, previous] = await Promise.all([read(), read('AWSPREVIOUS')])

    expect(current.SecretString).toBe(currentText(consumed.account, NAME))
    expect(current.VersionStages).toContain('AWSCURRENT')
    expect(previous.SecretString).toBe(before)
    expect(previous.VersionStages).toStrictEqual(['AWSPREVIOUS'])
  })

  it('leaves in the old text a refresh token that is spent', async () => {
    const { stateOf } = consumed.account.authorizationServer

    expect(await stateOf(refreshTokenOf(before))).toBe('spent')
    expect((await consumed.tokenOf(NAME)).state).toBe('usable')
  })
})
