import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormatId } from '../../lib/credential/formats.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { secretNamed, startDemo } from './demo.ts'

describe('when tags cannot be used', () => {
  const TAGS = {
    'tags/provider': { provider: 'nobody-knows-it' },
    'tags/format': { provider: 'acme-crm', format: 'spreadsheet' },
    'tags/parameter': { provider: 'smartsheet-hash', 'param:domain': 'evil.example' },
  }
  let demo: Awaited<ReturnType<typeof startDemo>>

  beforeAll(async () => {
    demo = await startDemo()
    const client = new SecretsManagerClient(demo.account.access)
    for (const [Name, tags] of Object.entries(TAGS))
      await client.send(
        new CreateSecretCommand({
          Name,
          SecretString: `{"refresh_token":"${DEMO_SECRET}unused"}`,
          Tags: Object.entries(tags).map(([key, Value]) => ({
            Key: `token-rotation:${key}`,
            Value,
          })),
        }),
      )
    client.destroy()
    await demo.sweep()
  })
  afterAll(() => demo.account.stop())

  it('names the tag and what was expected, leaves the secret and stops nothing else', async () => {
    const messages = demo.account.eventBridge
      .events()
      .map(({ detail }) => detail as { secretName: string; message?: string })
      .filter(({ secretName }) => secretName.startsWith('tags/'))
      .map(({ secretName, message }) => [secretName, message])

    expect(Object.fromEntries(messages)).toStrictEqual({
      'tags/provider':
        'tag token-rotation:provider: expected the id of a provider that this deployment knows',
      'tags/format': `tag token-rotation:format: expected ${FormatId.name}`,
      'tags/parameter':
        'tag token-rotation:param:domain: expected one of smartsheet.com, smartsheet.eu, smartsheet.au, smartsheetgov.com',
    })
    expect(
      Object.keys(TAGS).map((name) => secretNamed(demo.account, name).versions.length),
    ).toStrictEqual([1, 1, 1])
    expect(demo.account.authorizationServer.refreshes()).toBe(4)
  })
})
