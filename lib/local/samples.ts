import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import { LOCAL_AWS, type LocalAccount } from './account.ts'
import type { AuthorizationServer, IssuedTokens } from './authorization-server.ts'
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

/** The demo's clients whose credentials do not carry them. */
const CLIENT_SECRETS = ['acme-crm', 'acme-billing']

/**
 * Fills a local account with the demo's credentials, as a person would: secrets with tags, through the AWS SDK.
 *
 * Effect: creates secrets; the authorization server issues one grant for each. An account that was filled before is
 * left as it is; one that was filled in part gets the rest.
 */
export const seedSamples = async (account: LocalAccount): Promise<void> => {
  const known = new Set(account.secretsManager.snapshot().map(({ name }) => name))
  if (known.has(samples.at(-1)?.name ?? '')) return
  const client = new SecretsManagerClient({ endpoint: account.origin, ...LOCAL_AWS })
  const create = async (secret: CreateSecretCommandInput): Promise<void> => {
    if (!known.has(secret.Name ?? '')) await client.send(new CreateSecretCommand(secret))
  }
  for (const secret of clientSecrets()) await create(secret)
  for (const sample of samples) await create(await credential(account.authorizationServer, sample))
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
  server: AuthorizationServer,
  { name, provider, text, isRevoked = false }: Sample,
): Promise<CreateSecretCommandInput> => {
  const client = sampleProviders.find(({ id }) => id === provider)?.client
  if (client === undefined) throw new Error(`expected a sample provider for ${name}`)
  const tokens = await server.issue(client.clientId)
  if (isRevoked) await server.revoke(tokens.refreshToken)
  return {
    Name: name,
    SecretString: text(tokens, client, new Date()),
    Tags: [{ Key: 'token-rotation:provider', Value: provider }],
  }
}
