import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { App, Stack, Validations } from 'aws-cdk-lib'
import { CfnQueue } from 'aws-cdk-lib/aws-sqs'
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag'
import type { IConstruct } from 'constructs'
import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { findBundles } from '../../infra/find-bundles.ts'
import { acknowledgeFindings } from '../../infra/nag-acknowledgements.ts'
import type { NetworkProps } from '../../infra/network.ts'
import { TokenRotation, type TokenRotationProps } from '../../infra/token-rotation.ts'
import { provider } from './provider.ts'
import { synthesise } from './synthesise.ts'

const packs = () => [new AwsSolutionsChecks(), new NIST80053R5Checks()]

const network: NetworkProps = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0'],
}
const withGroup = { ...network, securityGroupIds: ['sg-0123456789abcdef0'] }
const secretsKeyArns = [
  'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
]

/** Bundles of a few bytes and one provider, as the stack's own tests use them. */
const small = (): TokenRotationProps => ({
  bundles: E.getOrElseW((missing: string) => expect.fail(missing))(
    findBundles(dirname(synthesise().folder)),
  ),
  providers: [provider({ id: 'acme' })],
})

/** The stack in an app that the packs look at, and what they have to say of it after a synthesis. */
const checked = (props: Partial<TokenRotationProps>) => {
  const { stack, folder } = synthesise(props)
  const app = stack.node.root
  if (!(app instanceof App)) return expect.fail('the stack stands in no app')
  Validations.of(app).addPlugins(...packs())
  const file = join(folder, 'validation-report.json')
  return { app, stack, report: () => JSON.parse(readFileSync(file, 'utf8')).pluginReports }
}

type Rule = { readonly construct: string; readonly rule: string }

/** Each rule that a construct breaks and nobody acknowledged. */
const findingsIn = (scope: IConstruct): readonly Rule[] =>
  packs().flatMap((pack) =>
    pack.validateScope(scope).violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({
        construct: String(constructPath),
        rule: ruleName,
      })),
    ),
  )

/** Each acknowledgement, with the construct that it is on and its reason. */
const acknowledgementsIn = (scope: IConstruct): readonly (Rule & { readonly reason: string })[] =>
  scope.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Readonly<Record<string, string>>).map(([rule, reason]) => ({
          construct: node.path,
          rule: rule.replace(/^annotation::/i, ''),
          reason,
        })),
      ),
  )

describe.each([
  ['as it is', {}],
  ['in a VPC, with keys for secrets', { network, secretsKeyArns }],
  ['with another prefix', { tagPrefix: 'acme-tokens' }],
])('when the stack is synthesised %s under the packs AwsSolutions and NIST 800-53', (_, props) => {
  it('passes', () => {
    const { app, report } = checked(props)
    app.synth({ force: true })
    expect(report()).toEqual([])
  })

  it('passes because it was looked at: what nobody acknowledged stops it', () => {
    const { app, stack, report } = checked(props)
    new CfnQueue(stack, 'Plain')
    expect(() => app.synth({ force: true })).toThrow('AwsSolutions-SQS4')
    expect(report()).toMatchObject([{ pluginName: 'AwsSolutions', conclusion: 'failure' }])
  })
})

describe.each([
  ['outside of a VPC', {}, undefined],
  ['in a VPC', { network }, undefined],
  ['in a VPC, with a security group that is there', { network: withGroup }, undefined],
  ['in an account that is known', {}, { account: '111122223333', region: 'eu-west-1' }],
])('when the construct stands in a stack of somebody else, %s', (_, chosen, env) => {
  const stack = new Stack(new App(), 'Other', { ...(env === undefined ? {} : { env }) })
  const rotation = new TokenRotation(stack, 'TokenRotation', { ...small(), ...chosen })
  const before = findingsIn(stack)
  acknowledgeFindings(rotation)

  it('can be acknowledged whole', () => {
    expect(before).not.toEqual([])
    expect(findingsIn(stack)).toEqual([])
  })

  it('acknowledges nothing that is not found', () => {
    const idle = acknowledgementsIn(stack).filter(
      ({ construct, rule }) =>
        !before.some((found) => found.rule === rule && found.construct.startsWith(`${construct}/`)),
    )
    expect(idle).toEqual([])
  })

  it('gives a reason for each', () => {
    const reasons = acknowledgementsIn(stack).map(({ reason }) => reason)
    expect(reasons.filter((reason) => !/^[A-Z].{30,}\.$/.test(reason))).toEqual([])
  })
})
