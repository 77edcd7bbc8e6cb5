import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isInstalled } from '../is-installed.ts'
import { type AwsSide, startAwsSide } from '../local/aws-side.ts'
import { startMoto } from './moto-server.ts'
import { behaviours, runOn } from './secrets-manager-behaviours.ts'

const clientOf = (endpoint: string): SecretsManagerClient =>
  new SecretsManagerClient({
    endpoint,
    region: 'eu-central-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

describe('when the local account stands for Secrets Manager', () => {
  let aws: AwsSide
  let client: SecretsManagerClient
  beforeAll(async () => {
    aws = await startAwsSide()
    client = clientOf(aws.gateway.origin)
  })
  afterAll(async () => {
    client.destroy()
    await aws.stop()
  })

  it.each(behaviours.map((behaviour, i) => ({ ...behaviour, name: `secret-${i}` })))(
    '$title',
    async ({ name, observe, aws: known }) => {
      expect(await observe(runOn(client, name))).toEqual(known)
    },
  )
})

const hasMoto = isInstalled('moto_server', 'the conformance of moto')

describe.skipIf(!hasMoto)('when moto stands for Secrets Manager', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>
  let client: SecretsManagerClient
  beforeAll(async () => {
    moto = await startMoto()
    client = clientOf(moto.origin)
  })
  afterAll(async () => {
    client.destroy()
    await moto.stop()
  })

  it.each(
    behaviours.map((behaviour, i) => ({
      ...behaviour,
      name: `secret-${i}`,
      title: 'moto' in behaviour ? `known to differ: ${behaviour.title}` : behaviour.title,
      // A moto that has mended a difference is as welcome as the one it was written down from.
      accepted: 'moto' in behaviour ? [behaviour.aws, behaviour.moto] : [behaviour.aws],
    })),
  )('$title', async ({ name, observe, accepted }) => {
    expect(accepted).toContainEqual(await observe(runOn(client, name)))
  })
})
