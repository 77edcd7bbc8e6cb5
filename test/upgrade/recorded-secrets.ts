import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { SampleAccount } from '../../lib/local/sample-account.ts'

/** The credentials of a recording whose refresh was cut off, by what it left. */
export const NAMES = {
  leased: 'acme-billing/cut-off-with-a-lease',
  intent: 'acme-billing/cut-off-with-a-successor',
  escrowed: 'acme-billing/cut-off-with-an-escrow',
} as const

/** Makes a credential that is due at once, as a person does. */
export const createDue = async (account: SampleAccount, name: string): Promise<void> => {
  const client = new SecretsManagerClient(account.access)
  const { refreshToken } = await account.authorizationServer.issue('local-acme-billing')
  await client.send(
    new CreateSecretCommand({
      Name: name,
      SecretString: JSON.stringify({ refreshToken }),
      Tags: [{ Key: 'token-rotation:provider', Value: 'acme-billing' }],
    }),
  )
  client.destroy()
}
