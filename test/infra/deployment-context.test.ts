import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describe, expect, it } from 'vitest'
import { networkOf, readDeploymentContext } from '../../infra/deployment-context.ts'

const read = (values: Readonly<Record<string, unknown>>) =>
  readDeploymentContext((key) => values[key])

const defaults = {
  providers: undefined,
  sweepMinutes: 5,
  tagPrefix: 'token-rotation',
  loopbackTokenUrls: false,
  secretsKeyArns: [],
  vpcId: undefined,
  subnetIds: [],
  securityGroupIds: [],
}

describe('when nothing is chosen', () => {
  it('has the defaults', () => {
    expect(read({})).toEqual(E.right(defaults))
  })
})

describe('when values come as text, as -c gives them', () => {
  it('reads them', () => {
    expect(
      read({
        providers: 'providers.json',
        sweepMinutes: '15',
        tagPrefix: 'acme.tokens_2',
        loopbackTokenUrls: 'true',
      }),
    ).toEqual(
      E.right({
        ...defaults,
        providers: 'providers.json',
        sweepMinutes: 15,
        tagPrefix: 'acme.tokens_2',
        loopbackTokenUrls: true,
      }),
    )
  })
})

describe('when values come as JSON, as cdk.json keeps them', () => {
  it('reads numbers and booleans', () => {
    expect(read({ sweepMinutes: 1, loopbackTokenUrls: true })).toEqual(
      E.right({ ...defaults, sweepMinutes: 1, loopbackTokenUrls: true }),
    )
  })
})

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const MULTI_REGION_KEY =
  'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab'

describe('when secrets are under keys of the account', () => {
  it('reads their ARNs, with or without a blank after the comma', () => {
    expect(read({ secretsKeyArns: `${KEY}, ${MULTI_REGION_KEY}` })).toEqual(
      E.right({ ...defaults, secretsKeyArns: [KEY, MULTI_REGION_KEY] }),
    )
  })
})

describe('when the functions are to run in a VPC', () => {
  const vpcId = 'vpc-0123456789abcdef0'
  const subnetIds = 'subnet-0123456789abcdef0,subnet-01234567'

  it('reads the VPC, its subnets and the security groups', () => {
    const network = pipe(
      read({ vpcId, subnetIds, securityGroupIds: 'sg-0123456789abcdef0' }),
      E.map(networkOf),
    )
    expect(network).toEqual(
      E.right({
        vpcId,
        subnetIds: ['subnet-0123456789abcdef0', 'subnet-01234567'],
        securityGroupIds: ['sg-0123456789abcdef0'],
      }),
    )
  })

  it('takes no security group for one to be made', () => {
    expect(pipe(read({ vpcId, subnetIds }), E.map(networkOf))).toMatchObject(
      E.right({ securityGroupIds: [] }),
    )
  })

  it('wants subnets', () => {
    expect(read({ vpcId })).toEqual(
      E.left('context key subnetIds: expected subnets of the VPC that vpcId names'),
    )
  })

  it.each(['subnetIds', 'securityGroupIds'])('wants the VPC of %s', (key) => {
    const value = key === 'subnetIds' ? 'subnet-01234567' : 'sg-01234567'
    expect(read({ [key]: value })).toEqual(
      E.left('context key vpcId: expected the VPC of subnetIds and securityGroupIds'),
    )
  })
})

describe('when they are not', () => {
  it('has no network', () => {
    expect(pipe(read({}), E.map(networkOf))).toEqual(E.right(undefined))
  })
})

describe('when a value cannot be used', () => {
  const minutes = 'context key sweepMinutes: expected a whole number from 1 to 15'
  const prefix =
    'context key tagPrefix: expected 3 to 64 letters, digits and . _ - that do not begin with aws'
  const file = 'context key providers: expected the path of a JSON file'
  const keys = 'context key secretsKeyArns: expected ARNs of KMS keys, with commas between them'
  const vpc = 'context key vpcId: expected the id of a VPC'
  const subnets = 'context key subnetIds: expected ids of subnets, with commas between them'
  const groups =
    'context key securityGroupIds: expected ids of security groups, with commas between them'
  const flag = 'context key loopbackTokenUrls: expected "true" or "false"'

  it.each([
    ['sweepMinutes', '0', minutes],
    ['sweepMinutes', '16', minutes],
    ['sweepMinutes', 2.5, minutes],
    ['sweepMinutes', '-5', minutes],
    ['sweepMinutes', 'five', minutes],
    ['sweepMinutes', '', minutes],
    ['sweepMinutes', null, minutes],
    ['sweepMinutes', ['5'], minutes],
    ['tagPrefix', 'ab', prefix],
    ['tagPrefix', 'a'.repeat(65), prefix],
    ['tagPrefix', 'acme*', prefix],
    ['tagPrefix', 'acme/tokens', prefix],
    ['tagPrefix', 'acme:tokens', prefix],
    ['tagPrefix', 'AWS.tokens', prefix],
    ['tagPrefix', {}, prefix],
    ['providers', '', file],
    ['providers', [], file],
    ['loopbackTokenUrls', 'yes', flag],
    ['loopbackTokenUrls', 1, flag],
    ['secretsKeyArns', '', keys],
    ['secretsKeyArns', `${KEY},`, keys],
    ['secretsKeyArns', `${KEY};${KEY}`, keys],
    ['secretsKeyArns', [KEY], keys],
    ['secretsKeyArns', 'arn:aws:kms:eu-west-1:111122223333:key/*', keys],
    ['secretsKeyArns', '*', keys],
    ['secretsKeyArns', 'arn:aws:kms:eu-west-1:111122223333:alias/secrets', keys],
    ['secretsKeyArns', '1234abcd-12ab-34cd-56ef-1234567890ab', keys],
    ['vpcId', '', vpc],
    ['vpcId', 'vpc-*', vpc],
    ['vpcId', 'main', vpc],
    ['subnetIds', 'vpc-01234567', subnets],
    ['subnetIds', 'subnet-01234567 subnet-89abcdef', subnets],
    ['securityGroupIds', 'sg-*', groups],
  ])('says for %s=%j what was expected', (key, value, message) => {
    expect(read({ [key]: value })).toEqual(E.left(message))
  })

  it('names every bad key in one message', () => {
    expect(read({ sweepMinutes: '60', tagPrefix: '' })).toEqual(
      E.left(`${minutes}; ${prefix.replace('context key ', '')}`),
    )
  })
})
