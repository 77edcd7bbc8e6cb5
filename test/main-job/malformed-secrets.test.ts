import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fleetReader } from '../../lib/local/fleet.ts'
import { type SampleAccount, startSampleAccount } from '../../lib/local/sample-account.ts'
import { sampleProviders } from '../../lib/local/sample-providers.ts'
import { MALFORMED } from '../credential/malformed-secrets.ts'
import { builtDist } from './built-dist.ts'
import { currentText, currentVersion, refreshTokenOf, secretNamed } from './demo.ts'

const PROVIDER = 'acme-crm'

/** One of each kind; the rest runs through the same use case in rotation/malformed-secrets.test.ts. */
const KINDS = [
  'is binary',
  'begins with a byte order mark',
  'is a token alone',
  'has a NUL behind it',
  'is a list of credentials',
  'is nested 10,000 times',
  'is objects nested 10,000 times',
  'is as large as a secret can be',
  'has the fields of a prototype only',
  'has a refresh token that is empty',
  'has "2026-02-30" for token_expiry_date of smartsheets',
  'has 12345678901234567890 for expires_in of credentials',
  'has "3600" for expiresIn of credentials-camel-case',
  'has \\ud800 in client_secret of smartsheets',
  'has several wrong fields',
  'is of another format than its tag says',
]
const malformed = KINDS.map((kind, i) => {
  const found = MALFORMED.find(({ situation }) => situation === kind)
  if (found === undefined) throw new Error(`expected a malformed secret that ${kind}`)
  return { ...found, name: `malformed/${i}` }
})
const BINARY = Buffer.from([0xff, 0x00, 0x7b, 0x7d])

describe('when secrets of an account are malformed', () => {
  const lines: string[] = []
  let account: SampleAccount
  let client: SecretsManagerClient
  let fleet: ReturnType<typeof fleetReader>

  const sweep = async () => {
    await account.sweep()
    await account.settled()
  }
  const statuses = async () =>
    Object.fromEntries(
      (await fleet.read()).map(({ name, item }) => [name, [item?.status, item?.message]]),
    )
  const issued = async () => {
    const { refreshToken } = await account.authorizationServer.issue(`local-${PROVIDER}`)
    return refreshToken
  }

  beforeAll(async () => {
    account = await startSampleAccount({
      dist: builtDist(),
      sweepMinutes: 5,
      log: ({ line }) => lines.push(line),
    })
    client = new SecretsManagerClient(account.access)
    fleet = fleetReader(account)
    for (const { name, text, tagged } of malformed)
      await client.send(
        new CreateSecretCommand({
          Name: name,
          ...(text === '' ? { SecretBinary: BINARY } : { SecretString: text }),
          Tags: Object.entries({ provider: PROVIDER, ...(tagged && { format: tagged }) }).map(
            ([key, Value]) => ({ Key: `token-rotation:${key}`, Value }),
          ),
        }),
      )
    const provider = sampleProviders.find(({ id }) => id === PROVIDER)
    await client.send(
      new CreateSecretCommand({
        Name: `token-rotation/clients/${PROVIDER}`,
        SecretString: JSON.stringify({
          client_id: provider?.client.clientId,
          client_secret: provider?.client.clientSecret,
        }),
      }),
    )
    await client.send(
      new CreateSecretCommand({
        Name: 'tagged/wrongly',
        SecretString: `{ "refreshToken" : "${await issued()}" }`,
        Tags: [
          { Key: 'token-rotation:provider', Value: PROVIDER },
          { Key: 'token-rotation:format', Value: 'smartsheets' },
        ],
      }),
    )
    await sweep()
  })
  afterAll(async () => {
    fleet.stop()
    client.destroy()
    await account.stop()
  })

  it('says of each what was expected, leaves its value, and is revived by the next hand', async () => {
    const messageOf = (expected: string) => [
      'invalid',
      `the secret's text is not a credential: ${expected}`,
    ]
    const names = [...malformed.map(({ name }) => name), 'tagged/wrongly']
    expect(await statuses()).toStrictEqual({
      ...Object.fromEntries(malformed.map(({ name, expected }) => [name, messageOf(expected)])),
      'tagged/wrongly': messageOf('expected a refresh token'),
    })
    for (const { name, text } of malformed) {
      expect(secretNamed(account, name).versions).toHaveLength(1)
      const { secretString, secretBinary } = currentVersion(account, name)
      expect([secretString, secretBinary]).toStrictEqual(
        text === '' ? [undefined, BINARY.toString('base64')] : [text, undefined],
      )
    }
    expect(account.eventBridge.events().map(({ detailType }) => detailType)).toStrictEqual(
      names.map(() => 'Credential Invalid'),
    )
    expect(account.authorizationServer.refreshes()).toBe(0)
    expect(lines.join('\n')).not.toMatch(/planted-|demo-secret-/)

    // people mend them
    for (const { name, tagged } of malformed) {
      const token = await issued()
      const field = tagged === 'credentials-camel-case' ? 'refreshToken' : 'refresh_token'
      await client.send(
        new PutSecretValueCommand({ SecretId: name, SecretString: `{"${field}":"${token}"}` }),
      )
    }
    await client.send(
      new UntagResourceCommand({ SecretId: 'tagged/wrongly', TagKeys: ['token-rotation:format'] }),
    )
    await sweep()

    expect(await statuses()).toStrictEqual(
      Object.fromEntries(names.map((name) => [name, ['active', undefined]])),
    )
    expect(account.authorizationServer.refreshes()).toBe(names.length)
    for (const name of names)
      expect(
        await account.authorizationServer.stateOf(refreshTokenOf(currentText(account, name))),
      ).toBe('usable')
  })
})
