import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import * as t from 'io-ts'
import type { LocalClient } from '../../lib/local/authorization/authorization-configuration.ts'
import type { AuthorizationServer } from '../../lib/local/authorization/authorization-server.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { decodeOrThrow } from './stack-template.ts'

/** The OAuth client of the proof, as the authorization server knows it. */
export const CLIENT = {
  clientId: 'verify-deploy',
  clientSecret: `${DEMO_SECRET}of-verify-deploy`,
  authMethod: 'client_secret_basic',
} as const satisfies LocalClient

/** The text of the custom provider file that the stack is deployed with. */
export const providerFile = (tokenUrl: URL): string =>
  JSON.stringify([
    {
      id: CLIENT.clientId,
      name: 'Deployment proof',
      tokenUrl: tokenUrl.href,
      clientAuth: CLIENT.authMethod,
      defaultFormat: 'credentials',
    },
  ])

/** A credential that is due. */
export type SeededCredential = {
  readonly arn: string
  readonly refreshToken: string
  readonly version: string
}

/** Creates a credential that expired an hour ago, and its client's secret, as a person would. */
export const seedCredential = async (
  client: SecretsManagerClient,
  server: AuthorizationServer,
): Promise<SeededCredential> => {
  await client.send(
    new CreateSecretCommand({
      Name: `token-rotation/clients/${CLIENT.clientId}`,
      SecretString: JSON.stringify({
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
      }),
    }),
  )
  const { accessToken, refreshToken } = await server.issue(CLIENT.clientId)
  const { ARN: arn = '', VersionId: version = '' } = await client.send(
    new CreateSecretCommand({
      Name: 'verify-deploy/credential',
      SecretString: JSON.stringify({
        refresh_token: refreshToken,
        access_token: accessToken,
        issued_at: new Date(Date.now() - 7_200_000).toISOString(),
        expires_in: 3600,
        note: 'kept',
      }),
      Tags: [{ Key: 'token-rotation:provider', Value: CLIENT.clientId }],
    }),
  )
  return { arn, refreshToken, version }
}

/** What a consumer of the secret gets: the version labelled AWSCURRENT, read by its id. */
export const currentVersion = async (client: SecretsManagerClient, arn: string) => {
  const { VersionIdsToStages = {} } = await client.send(
    new DescribeSecretCommand({ SecretId: arn }),
  )
  const [id] =
    Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes('AWSCURRENT')) ?? []
  if (id === undefined) throw new Error('expected a current version')
  // moto answers a request without a version with the one before the promotion.
  const { SecretString = '' } = await client.send(
    new GetSecretValueCommand({ SecretId: arn, VersionId: id }),
  )
  return { id, ...decodeOrThrow(Text)(JSON.parse(SecretString)) }
}

const Text = t.type({ refresh_token: t.string, access_token: t.string, note: t.string })
