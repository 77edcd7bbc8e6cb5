import { randomUUID } from 'node:crypto'
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager'
import { bareRefresh, secretsManager, takeLease, update } from './bare-refresh.ts'

export * from './bare-refresh.ts'

type Step = { readonly SecretId: string; readonly ClientRequestToken: string }

/** The step createSecret of NativeRotation without its protocol: refreshes, and puts a copy under AWSPENDING. */
export const handler = async ({ SecretId, ClientRequestToken }: Step): Promise<void> => {
  await secretsManager
    .send(new GetSecretValueCommand({ SecretId, VersionId: ClientRequestToken }))
    .catch(() => undefined)
  await bareRefresh(SecretId, await currentVersionOf(SecretId))
  const holder = randomUUID()
  await takeLease(SecretId, holder)
  const VersionId = await currentVersionOf(SecretId)
  const { SecretString } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId, VersionId }),
  )
  await secretsManager.send(
    new PutSecretValueCommand({
      SecretId,
      ClientRequestToken,
      SecretString,
      VersionStages: ['AWSPENDING'],
    }),
    { abortSignal: AbortSignal.timeout(5000) },
  )
  await update(SecretId, holder, { remove: ['lease'] })
}

const currentVersionOf = async (SecretId: string): Promise<string> => {
  const { VersionIdsToStages = {} } = await secretsManager.send(
    new DescribeSecretCommand({ SecretId }),
  )
  const [current = ''] =
    Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSCURRENT')) ?? []
  return current
}
