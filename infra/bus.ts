import { EventBus } from 'aws-cdk-lib/aws-events'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'

/** Carries what happened to credentials to whoever wants to know. */
export class Bus extends Construct {
  private readonly bus: EventBus

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.bus = new EventBus(this, 'Resource', {
      description: 'Token rotation: what happened to the credentials it keeps fresh',
    })
  }

  get busName(): string {
    return this.bus.eventBusName
  }

  /** Allows telling what happened. */
  grantTell(grantee: IGrantable): void {
    Grant.addToPrincipal({
      grantee,
      actions: ['events:PutEvents'],
      resourceArns: [this.bus.eventBusArn],
    })
  }
}
