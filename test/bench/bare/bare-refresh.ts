import { randomBytes, randomUUID } from 'node:crypto'
import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager'
import { CLIENT_SETTINGS } from '../../../lib/aws/client-settings.ts'

// in the bundle for what they weigh: hardly a refresh uses them
export {
  DecryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
} from '@aws-sdk/client-kms'
export { GetItemCommand }

export const secretsManager = new SecretsManagerClient(CLIENT_SETTINGS)
const dynamoDb = new DynamoDBClient(CLIENT_SETTINGS)
const eventBridge = new EventBridgeClient(CLIENT_SETTINGS)
const { LEDGER_TABLE: TableName, BUS_NAME: EventBusName, TOKEN_URL: tokenUrl = '' } = process.env

/**
 * The calls of one refresh, with the inputs that Rotate gives them, one after the other and nothing else: no decision, no
 * check, no second try, no log. It knows beforehand what Rotate finds out, and would lose a grant on the first bad day.
 */
export const bareRefresh = async (secretArn: string, versionId: string): Promise<void> => {
  const holder = randomUUID()
  await takeLease(secretArn, holder)
  const { Name } = await secretsManager.send(new DescribeSecretCommand({ SecretId: secretArn }))
  const { SecretString = '' } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: secretArn, VersionId: versionId }),
  )
  const stored = JSON.parse(SecretString)
  const successor = randomUUID()
  const print = randomBytes(8)
  const salt = randomBytes(16)
  await update(secretArn, holder, {
    set: {
      intent: {
        M: {
          base: { S: versionId },
          successor: { S: successor },
          kind: { S: 'refresh' },
          token: { B: print },
          startedAt: { S: new Date().toISOString() },
        },
      },
      salt: { B: salt },
      newest: { S: versionId },
      current: { B: print },
    },
    remove: ['grantEndsAt', 'consentEndsAt'],
  })
  const answer = await fetch(tokenUrl, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: stored.refresh_token,
      client_id: stored.client_id,
      client_secret: stored.client_secret,
    }),
  })
  const granted = JSON.parse(await answer.text())
  const expiresAt = new Date(Date.now() + granted.expires_in * 1000).toISOString()
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId: secretArn,
      ClientRequestToken: successor,
      SecretString: JSON.stringify({
        ...stored,
        access_token: granted.access_token,
        refresh_token: granted.refresh_token,
        token_expiry_date: expiresAt,
      }),
      VersionStages: ['TOKEN_ROTATION_PENDING'],
    }),
    { abortSignal: AbortSignal.timeout(5000) },
  )
  await secretsManager.send(
    new UpdateSecretVersionStageCommand({
      SecretId: secretArn,
      VersionStage: 'AWSCURRENT',
      RemoveFromVersionId: versionId,
      MoveToVersionId: successor,
    }),
  )
  const now = new Date().toISOString()
  await update(secretArn, holder, {
    set: {
      writes: { M: { day: { S: now.slice(0, 10) }, count: { N: '1' } } },
      layout: { N: '1' },
      name: { S: Name ?? '' },
      provider: { S: 'smartsheet' },
      policy: { S: '{"provider":"smartsheet"}' },
      version: { S: successor },
      format: { S: 'smartsheets' },
      status: { S: 'active' },
      newest: { S: successor },
      expiresAt: { S: expiresAt },
      salt: { B: salt },
      current: { B: randomBytes(8) },
      spent: { B: print },
      base: { S: versionId },
      nextAt: { S: expiresAt },
      refreshedAt: { S: now },
    },
    remove: [
      'intent',
      'failures',
      'error',
      'message',
      'outageAt',
      'grantEndsAt',
      'consentEndsAt',
      'forecast',
      'lease',
    ],
  })
  const detail = { secretArn, secretName: Name, provider: 'smartsheet', versionId: successor }
  await eventBridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName,
          Source: 'token-rotation',
          DetailType: 'Token Refreshed',
          Resources: [secretArn],
          Detail: JSON.stringify({ ...detail, expiresAt }),
        },
      ],
    }),
  )
}

/** The first of a refresh's calls. */
export const takeLease = async (secretArn: string, holder: string): Promise<void> => {
  const now = new Date()
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: secretArn } },
      ReturnValues: 'ALL_NEW',
      UpdateExpression: 'SET #lease = :lease',
      ConditionExpression:
        'attribute_not_exists(#lease) OR #lease.#until <= :now OR #lease.#holder = :holder',
      ExpressionAttributeNames: { '#lease': 'lease', '#until': 'until', '#holder': 'holder' },
      ExpressionAttributeValues: {
        ':lease': {
          M: {
            holder: { S: holder },
            until: { S: new Date(now.getTime() + 150_000).toISOString() },
          },
        },
        ':now': { S: now.toISOString() },
        ':holder': { S: holder },
      },
    }),
  )
}

/** One write of the ledger by whoever holds the lease. */
export const update = async (
  secretArn: string,
  holder: string,
  changes: {
    readonly set?: Readonly<Record<string, AttributeValue>>
    readonly remove: readonly string[]
  },
): Promise<void> => {
  const { set = {}, remove } = changes
  const names = Object.keys(set)
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName,
      Key: { id: { S: secretArn } },
      ReturnValues: 'ALL_NEW',
      UpdateExpression: `${names.length === 0 ? '' : `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`} REMOVE ${remove.map((name) => `#${name}`).join(', ')}`,
      ConditionExpression: '#lease.#holder = :holder',
      ExpressionAttributeNames: {
        ...Object.fromEntries([...names, ...remove, 'lease'].map((name) => [`#${name}`, name])),
        '#holder': 'holder',
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
        ':holder': { S: holder },
      },
    }),
  )
}
