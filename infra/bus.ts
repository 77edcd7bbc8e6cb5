import { EventBus, type IRuleTarget, Rule } from 'aws-cdk-lib/aws-events'
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { ProviderEvent, RotationEvent } from '../lib/rotation/event.ts'

/** Which events of the bus are meant. Shape: `detail` lists, field by field, the values that match. */
export type EventFilter = {
  readonly detailType: (RotationEvent | ProviderEvent)['detailType']
  readonly detail?: Readonly<Record<string, readonly (string | number)[]>>
}

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

  /** Sends the events that match to a target. */
  addRule(
    scope: Construct,
    id: string,
    { detailType, detail, target }: EventFilter & { readonly target: IRuleTarget },
  ): void {
    new Rule(scope, id, {
      eventBus: this.bus,
      description: `Token rotation: ${id}`,
      eventPattern: {
        source: ['token-rotation'],
        detailType: [detailType],
        ...(detail === undefined ? {} : { detail }),
      },
      targets: [target],
    })
  }
}
