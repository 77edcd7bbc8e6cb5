import type { Reason } from './privilege-reasons.ts'

const FUNCTION = /^(Sweep|Rotate|NativeRotation)$/

/** Why the roles may do more in a VPC. */
export const NETWORK_REASONS: readonly Reason[] = [
  {
    who: FUNCTION,
    actions: ['ec2:CreateNetworkInterface'],
    on: /:network-interface\/\*$/,
    why: 'lets Lambda put the function into the VPC',
    pattern: 'an interface has no id before it is made',
  },
  {
    who: FUNCTION,
    actions: ['ec2:CreateNetworkInterface'],
    on: /:(subnet\/[\w-]+|security-group\/[\w{}-]+)$/,
    why: 'lets Lambda put the function into the VPC',
    pattern: 'only the account is open: another one may own and share the subnet',
  },
  {
    who: FUNCTION,
    actions: [
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    on: /:network-interface\/\*$/,
    why: 'lets Lambda keep and remove what it made there',
    pattern: 'an interface has no id before it is made',
  },
  {
    who: FUNCTION,
    actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
    on: /^\*$/,
    effect: 'Allow',
    why: 'lets Lambda see what it makes there',
    pattern: 'IAM does not narrow describing in EC2',
  },
  {
    who: FUNCTION,
    actions: [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets',
    ],
    on: /^\*$/,
    effect: 'Deny',
    why: 'keeps what Lambda may do there from the code of the function',
    pattern: 'a denial is meant for everything',
  },
]
