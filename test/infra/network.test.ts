import { describe, expect, it } from 'vitest'
import { legible } from './legible.ts'
import { privilegesIn } from './privileges.ts'
import { propertiesOf } from './resource-of.ts'
import { synthesise } from './synthesise.ts'

const FUNCTIONS = ['Sweep', 'Rotate', 'NativeRotation']
const network = {
  vpcId: 'vpc-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
}
const CREATE = 'ec2:CreateNetworkInterface'
const CHANGE = [
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]
const DESCRIBE = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets']
const INTERFACES = 'arn:{partition}:ec2:{region}:{account}:network-interface/*'

describe('when a deployment chooses no VPC', () => {
  const { template } = synthesise()

  it('leaves the functions outside, and lets no role do anything in EC2', () => {
    const functions = Object.values(template.findResources('AWS::Lambda::Function'))
    expect(functions.filter(({ Properties }) => 'VpcConfig' in Properties)).toEqual([])
    expect(Object.keys(template.findResources('AWS::EC2::SecurityGroup'))).toEqual([])
    const { roles } = privilegesIn(template.toJSON())
    expect(roles.filter(({ action }) => action.startsWith('ec2:'))).toEqual([])
  })
})

describe('when a deployment chooses a VPC and its subnets', () => {
  const { template } = synthesise({ network })
  const properties = propertiesOf(template)
  const { roles } = privilegesIn(template.toJSON())

  it('makes a security group there that lets nothing in and HTTPS out', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0)
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0)
    expect(properties('AWS::EC2::SecurityGroup', 'NetworkSecurityGroup')).toEqual({
      GroupDescription: 'Token rotation: nothing in, HTTPS out',
      SecurityGroupEgress: [
        {
          CidrIp: '0.0.0.0/0',
          Description: 'AWS endpoints and token endpoints',
          FromPort: 443,
          IpProtocol: 'tcp',
          ToPort: 443,
        },
      ],
      VpcId: network.vpcId,
    })
  })

  it('tells its id, so that interface endpoints can let it in', () => {
    const outputs = Object.values(template.findOutputs('*')).map(({ Value }) => legible(Value))
    expect(outputs).toContain('<NetworkSecurityGroup.GroupId>')
  })

  it.each(FUNCTIONS)('puts %s into the subnets, under this group', (name) => {
    expect(properties('AWS::Lambda::Function', name)).toMatchObject({
      VpcConfig: {
        SubnetIds: network.subnetIds,
        SecurityGroupIds: ['<NetworkSecurityGroup.GroupId>'],
      },
    })
  })

  it.each(FUNCTIONS)('lets Lambda make the interfaces of %s there, and its code none', (name) => {
    const inEc2 = roles.filter(({ who, action }) => who === name && action.startsWith('ec2:'))
    const allowed = { who: name, effect: 'Allow', when: '' }
    const denied = {
      who: name,
      effect: 'Deny',
      on: '*',
      when: '`lambda:SourceFunctionArn` is there',
    }
    expect(inEc2).toEqual([
      { ...allowed, action: CREATE, on: INTERFACES },
      ...network.subnetIds.map((id) => ({
        ...allowed,
        action: CREATE,
        on: `arn:{partition}:ec2:{region}:*:subnet/${id}`,
      })),
      {
        ...allowed,
        action: CREATE,
        on: 'arn:{partition}:ec2:{region}:{account}:security-group/{NetworkSecurityGroup}',
      },
      ...CHANGE.map((action) => ({ ...allowed, action, on: INTERFACES })),
      ...DESCRIBE.map((action) => ({ ...allowed, action, on: '*' })),
      ...[CREATE, ...CHANGE, ...DESCRIBE].map((action) => ({ ...denied, action })),
    ])
  })
})

describe('when it chooses security groups as well', () => {
  const securityGroupIds = ['sg-0123456789abcdef0', 'sg-0fedcba9876543210']
  const { template } = synthesise({ network: { ...network, securityGroupIds } })

  it('makes none, and changes none of them', () => {
    const types = Object.values(template.toJSON().Resources as Record<string, { Type: string }>)
    expect(types.filter(({ Type }) => Type.startsWith('AWS::EC2::'))).toEqual([])
  })

  it.each(FUNCTIONS)('puts %s under these', (name) => {
    expect(propertiesOf(template)('AWS::Lambda::Function', name)).toMatchObject({
      VpcConfig: { SubnetIds: network.subnetIds, SecurityGroupIds: securityGroupIds },
    })
  })
})
