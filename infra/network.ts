import { Annotations, ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib'
import {
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  Subnet,
  type SubnetSelection,
  Vpc,
} from 'aws-cdk-lib/aws-ec2'
import { Effect, Grant, type IPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'

export type NetworkProps = {
  readonly vpcId: string
  /** Subnets with a way to the AWS endpoints and to the providers; they are used, not looked up. */
  readonly subnetIds: readonly string[]
  /** Absent or empty: one is made, which lets nothing in and HTTPS out. */
  readonly securityGroupIds?: readonly string[]
}

/** Puts functions into subnets of a VPC that is there already, so that its owner decides what they can reach. */
export class Network extends Construct {
  readonly placement: {
    readonly vpc: IVpc
    readonly vpcSubnets: SubnetSelection
    readonly securityGroups: ISecurityGroup[]
  }
  /** ARNs of what an interface is made in. */
  private readonly joined: readonly string[]

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id)
    const { vpcId, subnetIds, securityGroupIds = [] } = props
    // Taken as told: a look-up would ask the account at synth, and keep its answer.
    // CDK wants a zone to divide subnets by; no subnet is looked for in it.
    const vpc = Vpc.fromVpcAttributes(this, 'Vpc', { vpcId, availabilityZones: ['any'] })
    Annotations.of(this).acknowledgeWarning(
      '@aws-cdk/aws-ec2:noSubnetRouteTableId',
      'nothing is routed here',
    )
    const subnets = subnetIds.map((subnetId) => Subnet.fromSubnetId(this, subnetId, subnetId))
    const ownGroup = securityGroupIds.length === 0 ? this.httpsOnly(vpc) : undefined
    this.placement = {
      vpc,
      vpcSubnets: { subnets },
      securityGroups: ownGroup
        ? [ownGroup]
        : securityGroupIds.map((groupId) =>
            SecurityGroup.fromSecurityGroupId(this, groupId, groupId, { mutable: false }),
          ),
    }
    this.joined = [
      ...subnetIds.map((subnetId) => this.ec2Arn('subnet', subnetId, '*')),
      ...securityGroupIds.map((groupId) => this.ec2Arn('security-group', groupId, '*')),
      ...(ownGroup ? [this.ec2Arn('security-group', ownGroup.securityGroupId)] : []),
    ]
  }

  /**
   * Allows Lambda to put a function of this role into the subnets, and the function itself to do none of it.
   *
   * Describing cannot be narrowed, and an interface has no id before it is there. What is there already is named by
   * id under any account: another one of the organisation may own and share it.
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
   */
  grantPlacement(role: IPrincipal): void {
    const grant = (actions: readonly string[], resourceArns: string[]) =>
      Grant.addToPrincipal({ grantee: role, actions: [...actions], resourceArns })
    const interfaces = this.ec2Arn('network-interface', '*')
    grant(CREATING, [interfaces, ...this.joined])
    grant(CHANGING, [interfaces])
    grant(DESCRIBING, ['*'])
    // Requests of the function's own code carry this key, Lambda's do not.
    role.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: [...CREATING, ...CHANGING, ...DESCRIBING],
        resources: ['*'],
        conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
      }),
    )
  }

  private httpsOnly(vpc: IVpc): ISecurityGroup {
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      description: 'Token rotation: nothing in, HTTPS out',
      allowAllOutbound: false,
    })
    group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'AWS endpoints and token endpoints')
    // Whoever owns an interface endpoint has to let this group in.
    new CfnOutput(this, 'SecurityGroupId', { value: group.securityGroupId })
    return group
  }

  private ec2Arn(resource: string, resourceName: string, account?: string): string {
    return Stack.of(this).formatArn({
      service: 'ec2',
      resource,
      resourceName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      ...(account === undefined ? {} : { account }),
    })
  }
}

/** What Lambda does for a function in a VPC; `AWSLambdaVPCAccessExecutionRole` allows the same, on everything. */
const CREATING = ['ec2:CreateNetworkInterface']
const CHANGING = [
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]
const DESCRIBING = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets']
