import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import { LOCAL_AWS, type LocalAccount } from '../../local/account.ts'
import type { Providers } from '../../provider/provider-definition.ts'
import type { ConsoleSubject } from './console-world.ts'

/** A local account as the subject of a console. */
export const localSubject = (
  { access, clock, ledgerTable, queueUrl }: LocalAccount,
  { providers, sweepMinutes }: { readonly providers: Providers; readonly sweepMinutes: number },
): ConsoleSubject => {
  const clients = {
    secretsManager: new SecretsManagerClient(access),
    dynamoDb: new DynamoDBClient(access),
    sqs: new SQSClient(access),
  }
  return {
    deployment: {
      ...clients,
      tagPrefix: ledgerTable,
      region: access.region,
      ledgerTable,
      now: clock.now,
      close: () => {
        for (const client of Object.values(clients)) client.destroy()
      },
    },
    providers,
    sweepMinutes,
    place: `the local account at ${access.endpoint}`,
    // an account with a key of its own is called by nobody else
    authorizeCommand: (name) =>
      access.credentials.accessKeyId === LOCAL_AWS.credentials.accessKeyId
        ? `AWS_ENDPOINT_URL=${access.endpoint} AWS_ACCESS_KEY_ID=${access.credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${access.credentials.secretAccessKey} npx token-rotation authorize ${name} --region ${access.region}`
        : undefined,
    findQueue: async () => E.right(queueUrl),
  }
}
