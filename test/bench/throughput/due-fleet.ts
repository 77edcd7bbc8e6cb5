import * as E from 'fp-ts/Either'
import type { LocalAccount } from '../../../lib/local/account.ts'
import type {
  AuthorizationServer,
  IssuedTokens,
} from '../../../lib/local/authorization/authorization-server.ts'
import { type SampleProvider, sampleProviders } from '../../../lib/local/sample-providers.ts'
import { later } from '../../../lib/rotation/schedule.ts'

/** A credential of the fleet. Shape: `expiresAt` is when its access token ends, as its text says. */
export type DueCredential = { readonly arn: string; readonly expiresAt: Date }

/** What is left of every access token: less than the margin before its end at which each of them falls due. */
const SECONDS_LEFT = 500

/** Puts the OAuth clients into an account, where credentials do not carry theirs. */
export const makeClients = (account: LocalAccount): void => {
  for (const { id, client } of sampleProviders)
    create(account, {
      Name: `token-rotation/clients/${id}`,
      SecretString: JSON.stringify({
        client_id: client.clientId,
        client_secret: client.clientSecret,
      }),
    })
}

/**
 * Adds credentials that are all due and not expired, the four formats by turns, each with a grant of its own whose
 * refresh token may be used once.
 */
export const makeDueFleet = async (
  account: LocalAccount,
  server: AuthorizationServer,
  size: number,
): Promise<readonly DueCredential[]> => {
  const fleet: DueCredential[] = []
  for (let n = 0; n < size; n += 1) {
    const provider = sampleProviders[n % sampleProviders.length]
    if (provider === undefined) throw new Error('expected a sample provider')
    const tokens = await server.issue(provider.client.clientId)
    const expiresAt = later(new Date(), SECONDS_LEFT)
    const arn = create(account, {
      Name: `${provider.id}/fleet-${versions}`,
      SecretString: JSON.stringify(storedFields(provider, tokens, expiresAt)),
      Tags: [{ Key: 'token-rotation:provider', Value: provider.id }],
    })
    fleet.push({ arn, expiresAt })
  }
  return fleet
}

/** Of all secrets made so far: names and version ids are told apart by it. */
let versions = 0

const create = (account: LocalAccount, input: object): string => {
  versions += 1
  const created = account.secretsManager.operations.CreateSecret?.({
    ...input,
    ClientRequestToken: `version-of-a-fleet-made-for-a-bench-${versions}`,
  })
  if (created === undefined || E.isLeft(created)) throw new Error('expected a secret')
  return String(created.right.ARN)
}

/** What consumers of the provider's format read. */
const storedFields = (
  { definition: { defaultFormat }, client }: SampleProvider,
  { accessToken, refreshToken, expiresInSeconds }: IssuedTokens,
  expiresAt: Date,
): object => {
  const issuedAt = later(expiresAt, -expiresInSeconds).toISOString()
  switch (defaultFormat) {
    case 'credentials':
      return {
        access_token: accessToken,
        refresh_token: refreshToken,
        issued_at: issuedAt,
        expires_in: expiresInSeconds,
      }
    case 'credentials-camel-case':
      return { accessToken, refreshToken, issuedAt, expiresIn: expiresInSeconds }
    default:
      return {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        access_token: accessToken,
        refresh_token: refreshToken,
        token_expiry_date: expiresAt.toISOString(),
      }
  }
}
