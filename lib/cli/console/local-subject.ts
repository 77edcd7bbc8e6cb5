import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import type { LocalAccount } from '../../local/account.ts'
import type { Providers } from '../../provider/provider-definition.ts'
import { authorizeCommand } from './authorize-line.ts'
import type { ConsoleSubject } from './console-world.ts'

/** What is known of a local account besides itself. Shape: `terminalLine` leads the commands of a shell to it. */
type LocalSubjectOptions = {
  readonly providers: Providers
  readonly sweepMinutes: number
  readonly terminalLine?: string | undefined
}

/** A local account as the subject of a console. */
export const localSubject = (
  { access, clock, ledgerTable, queueUrl }: LocalAccount,
  { providers, sweepMinutes, terminalLine }: LocalSubjectOptions,
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
    // an account that no line leads to is called by nobody else
    authorizeCommand: (name) =>
      terminalLine === undefined ? undefined : `${terminalLine} && ${authorizeCommand(name)}`,
    findQueue: async () => E.right(queueUrl),
  }
}
