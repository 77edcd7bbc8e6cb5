import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import type { IssuedTokens } from './authorization/authorization-server.ts'
import type { SampleAccount } from './sample-account.ts'
import { type SampleProvider, sampleProviders } from './sample-providers.ts'

/** A credential of the demo. Shape: `text` is stored as it stands, odd spacing and number spellings included. */
type Sample = {
  readonly name: string
  readonly provider: string
  readonly text: (tokens: IssuedTokens, client: SampleProvider['client'], now: Date) => string
  readonly isRevoked?: boolean
}

const hoursAgo = (now: Date, hours: number): string =>
  new Date(now.getTime() - hours * 3_600_000).toISOString()

/** One credential per format that is due, one that is not, one malformed, one whose grant was revoked. */
const samples: readonly Sample[] = [
  {
    name: 'smartsheet/reporting',
    provider: 'smartsheet',
    text: ({ accessToken, refreshToken }, { clientId, clientSecret }, now) => `{
  "client_id": "${clientId}",
  "client_secret": "${clientSecret}",
  "access_token": "${accessToken}",
  "refresh_token": "${refreshToken}",
  "token_expiry_date": "${hoursAgo(now, 1)}",
  "workspace": 12345678901234567890,
  "scale" : 1.0
}
`,
  },
  {
    name: 'retently/surveys',
    provider: 'retently',
    text: ({ refreshToken }, { clientId, clientSecret }) =>
      `{"client_id":"${clientId}","client_secret":"${clientSecret}","refresh_token":"${refreshToken}","auth_type":"Client"}`,
  },
  {
    name: 'acme-crm/sales',
    provider: 'acme-crm',
    text: ({ accessToken, refreshToken, expiresInSeconds }, _, now) =>
      `{ "access_token": "${accessToken}", "refresh_token": "${refreshToken}", "issued_at": "${hoursAgo(now, 2)}", "expires_in": ${expiresInSeconds}, "note": "caf\\u00e9" }`,
  },
  {
    name: 'acme-billing/invoices',
    provider: 'acme-billing',
    text: ({ accessToken, refreshToken }) => `{
\t"accessToken": "${accessToken}",
\t"refreshToken": "${refreshToken}",
\t"expiresIn": null,
\t"region": { "id": 7.50, "name": "eu" }
}`,
  },
  {
    name: 'acme-crm/support',
    provider: 'acme-crm',
    text: ({ accessToken, refreshToken, expiresInSeconds }, _, now) =>
      `{ "access_token": "${accessToken}", "refresh_token": "${refreshToken}", "issued_at": "${hoursAgo(now, 0)}", "expires_in": ${expiresInSeconds} }`,
  },
  {
    name: 'acme-crm/typo',
    provider: 'acme-crm',
    text: ({ refreshToken }) =>
      `{ "refresh_token": "${refreshToken}", "issued_at": "last Tuesday", "expires_in": "an hour" }`,
  },
  {
    name: 'retently/former-admin',
    provider: 'retently',
    isRevoked: true,
    text: ({ refreshToken }, { clientId, clientSecret }) =>
      `{"client_id":"${clientId}","client_secret":"${clientSecret}","refresh_token":"${refreshToken}"}`,
  },
]

/** A fleet of any size beside them: the due ones again, under numbered names. */
const fleet = (size: number): readonly Sample[] => {
  const due = samples.slice(0, 4)
  return Array.from({ length: size }, (_, i) => i + 1).flatMap((n) => {
    const sample = due[n % due.length]
    return sample === undefined ? [] : [{ ...sample, name: `${sample.provider}/fleet-${n}` }]
  })
}

/** The demo's clients whose credentials do not carry them. */
const CLIENT_SECRETS = ['acme-crm', 'acme-billing']

/**
 * Fills a local account with the demo's credentials, as a person would: secrets with tags, through the AWS SDK.
 *
 * Effect: creates secrets, `fleetSize` more than the usual ones; the authorization server issues one grant for each.
 * An account that was filled before is left as it is; one that was filled in part gets the rest.
 */
export const seedSamples = async (account: SampleAccount, fleetSize = 0): Promise<void> => {
  const wanted = [...samples, ...fleet(fleetSize)]
  const known = new Set<string | undefined>(
    account.secretsManager.snapshot().map(({ name }) => name),
  )
  if (known.has(wanted.at(-1)?.name)) return
  const client = new SecretsManagerClient(account.access)
  for (const secret of clientSecrets())
    if (!known.has(secret.Name)) await client.send(new CreateSecretCommand(secret))
  for (const sample of wanted)
    if (!known.has(sample.name))
      await client.send(new CreateSecretCommand(await credential(account, sample)))
  client.destroy()
}

const clientSecrets = (): readonly CreateSecretCommandInput[] =>
  sampleProviders
    .filter(({ id }) => CLIENT_SECRETS.includes(id))
    .map(({ id, client: { clientId, clientSecret } }) => ({
      Name: `token-rotation/clients/${id}`,
      SecretString: JSON.stringify({ client_id: clientId, client_secret: clientSecret }),
    }))

const credential = async (
  { authorizationServer: server, clock }: SampleAccount,
  { name, provider, text, isRevoked = false }: Sample,
): Promise<CreateSecretCommandInput> => {
  const client = sampleProviders.find(({ id }) => id === provider)?.client
  if (client === undefined) throw new Error(`expected a sample provider for ${name}`)
  const tokens = await server.issue(client.clientId)
  if (isRevoked) await server.revoke(tokens.refreshToken)
  return {
    Name: name,
    SecretString: text(tokens, client, clock.now()),
    Tags: [{ Key: 'token-rotation:provider', Value: provider }],
  }
}
