import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { WALK_ITEM_ID } from '../lib/aws/walk-item-id.ts'

export type LedgerProps = {
  /** Physical name. Fixed, so that a second deployment with the same prefix fails instead of refreshing twice. */
  readonly tableName: string
}

/** Remembers what was done with each credential: lease, intent, schedule, outcome. */
export class Ledger extends Construct {
  private readonly table: Table

  constructor(scope: Construct, id: string, { tableName }: LedgerProps) {
    super(scope, id)
    this.table = new Table(this, 'Resource', {
      tableName,
      partitionKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      // The AWS-owned key: a later stack takes the table back and has another key than this one.
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }

  get tableName(): string {
    return this.table.tableName
  }

  /** Allows comparing many secrets with their items. */
  grantCompare(grantee: IGrantable): void {
    this.grant(grantee, ['dynamodb:BatchGetItem'])
  }

  /** Allows reading and changing one item at a time. */
  grantRecord(grantee: IGrantable): void {
    this.grant(grantee, ['dynamodb:GetItem', 'dynamodb:UpdateItem'])
  }

  /** Allows leaving for the next sweep where a walk stands; of no credential's item. */
  grantKeepPlace(grantee: IGrantable): void {
    this.grant(grantee, ['dynamodb:GetItem', 'dynamodb:PutItem'], {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [WALK_ITEM_ID] },
    })
  }

  private grant(
    grantee: IGrantable,
    actions: string[],
    conditions?: Record<string, Record<string, unknown>>,
  ): void {
    Grant.addToPrincipal({
      grantee,
      actions,
      resourceArns: [this.table.tableArn],
      ...(conditions === undefined ? {} : { conditions }),
    })
  }
}
