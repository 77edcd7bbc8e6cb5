import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kmsEscrow } from '../../lib/aws/escrow.ts'
import { type AwsSide, startAwsSide } from '../local/aws-side.ts'

const TEXT = '{"refresh_token":"planted-token"}'

let aws: AwsSide
let variables: NodeJS.ProcessEnv
beforeEach(async () => {
  aws = await startAwsSide()
  variables = { ...process.env }
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.gateway.origin,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  })
})
afterEach(async () => {
  process.env = variables
  await aws.stop()
})

const sealedFor = async (secretArn: string): Promise<Uint8Array> => {
  const sealed = await kmsEscrow('alias/test').seal(secretArn, TEXT)()
  if (E.isLeft(sealed)) throw new Error(sealed.left.code)
  return sealed.right
}

const failure = (operation: string, code: string) => E.left({ tag: 'AwsFailure', operation, code })

describe('when a credential is put into escrow', () => {
  it('opens again, in another container too, at the cost of one call each', async () => {
    const sealed = await sealedFor('arn-1')

    expect(await kmsEscrow('alias/test').open('arn-1', sealed)()).toStrictEqual(E.right(TEXT))
    expect(aws.calls).toStrictEqual(['kms.GenerateDataKey', 'kms.Decrypt'])
  })

  it('is refused by KMS itself for another secret', async () => {
    expect(await kmsEscrow('alias/test').open('arn-2', await sealedFor('arn-1'))()).toStrictEqual(
      failure('Decrypt', 'InvalidCiphertextException'),
    )
  })

  it('says which key is not there, without a word of the text', async () => {
    expect(await kmsEscrow('alias/other').seal('arn-1', TEXT)()).toStrictEqual(
      failure('GenerateDataKey', 'NotFoundException'),
    )
  })
})
