import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import { machineClock } from '../../aws/clock.ts'
import { sharedRegion } from './shared-region.ts'

/** A deployment as its operator reaches it, with credentials of their own. Shape: the ledger is named as the tags begin. */
export type Deployment = {
  readonly tagPrefix: string
  readonly region: string
  readonly secretsManager: SecretsManagerClient
  readonly dynamoDb: DynamoDBClient
  readonly sqs: SQSClient
  readonly ledgerTable: string
  readonly now: () => Date
  /** Effect: closes the connections, so that the process can end. */
  readonly close: () => void
}

/** Which deployment is meant. Shape: without `region`, the one that the AWS settings name. */
export type DeploymentChoice = {
  readonly tagPrefix: string
  readonly region?: string | undefined
}

/**
 * Makes the clients of a deployment; nothing is called yet. Endpoint and credentials are the SDK's own choice.
 *
 * Errors: one line, when no region is known or its name cannot be one.
 */
export const openDeployment = ({
  tagPrefix,
  region: chosen,
}: DeploymentChoice): E.Either<string, Deployment> => {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  const region = [chosen, AWS_REGION, AWS_DEFAULT_REGION, sharedRegion(process.env)].find(
    (name) => name !== undefined && name !== '',
  )
  if (region === undefined)
    return E.left('no AWS region: give --region, or set AWS_REGION, or region in the AWS profile')
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region))
    return E.left('region: expected a name such as eu-central-1')
  const settings = { ...PATIENT, region }
  const clients = {
    secretsManager: new SecretsManagerClient(settings),
    dynamoDb: new DynamoDBClient(settings),
    sqs: new SQSClient(settings),
  }
  return E.right({
    ...clients,
    tagPrefix,
    region,
    ledgerTable: tagPrefix,
    now: machineClock.now,
    close: () => {
      for (const client of Object.values(clients)) client.destroy()
    },
  })
}

/** A person waits rather than being told of throttling: the SDK slows down to what the account takes. */
export const PATIENT = {
  maxAttempts: 8,
  retryMode: 'adaptive',
  requestHandler: { connectionTimeout: 5000, requestTimeout: 15_000, throwOnRequestTimeout: true },
}
