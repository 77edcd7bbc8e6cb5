import { randomUUID } from 'node:crypto'
import * as E from 'fp-ts/Either'
import { LOCAL_AWS } from '../../lib/local/account.ts'
import { accountClock } from '../../lib/local/account-clock.ts'
import { startAuthorizationServer } from '../../lib/local/authorization/authorization-server.ts'
import type { DataFolder } from '../../lib/local/kept/data-folder.ts'
import { sampleProviders } from '../../lib/local/sample-providers.ts'
import { type LocalSecret, versionByLabel } from '../../lib/local/secrets-manager/secret.ts'
import { secretsManager } from '../../lib/local/secrets-manager/secrets-manager.ts'
import { refreshTokenOf } from '../main-job/demo.ts'

/** What a person does about a lost grant: logs in at the provider and puts the new refresh token into the secret. */
export const logInAgain = async (data: DataFolder, secret: LocalSecret): Promise<void> => {
  const clock = accountClock(1, data.documents('clock'))
  const clients = sampleProviders.map(({ client }) => client)
  const server = await startAuthorizationServer({
    clients,
    accessTokenLifetimeSeconds: 3600,
    documents: data.documents('tokens'),
    clock,
  })
  const provider = secret.tags['token-rotation:provider']
  const { refreshToken } = await server.issue(`local-${provider}`)
  await server.stop()
  const { operations } = secretsManager(
    {
      region: LOCAL_AWS.region,
      accountId: '000000000000',
      clock: clock.now,
      newId: randomUUID,
    },
    data.documents('secrets'),
  )
  const text = versionByLabel(secret.versions, 'AWSCURRENT')?.secretString ?? ''
  const written = operations.PutSecretValue?.({
    SecretId: secret.arn,
    SecretString: text.replace(refreshTokenOf(text), refreshToken),
    ClientRequestToken: randomUUID(),
    VersionStages: ['AWSCURRENT'],
  })
  if (written === undefined || E.isLeft(written)) throw new Error('expected a secret that takes it')
}
