import { ArnFormat, Stack } from 'aws-cdk-lib'
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import { type IRuleTarget, RuleTargetInput } from 'aws-cdk-lib/aws-events'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Subscription, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { StackKey } from './stack-key.ts'

export type AlertsProps = {
  readonly key: StackKey
  /** Who gets every notice by e-mail, from the day the address is confirmed; absent: whoever subscribes later. */
  readonly email: string | undefined
}

/** Tells people what they have to know. One notice is one message of its topic. */
export class Alerts extends Construct {
  private readonly topic: Topic

  constructor(scope: Construct, id: string, { key, email }: AlertsProps) {
    super(scope, id)
    this.topic = new Topic(this, 'Resource', {
      displayName: 'Token rotation',
      masterKey: key.key,
      enforceSSL: true,
    })
    this.allowAlarms(key)
    this.allowRules(key)
    if (email !== undefined)
      new Subscription(this, 'Email', {
        topic: this.topic,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint: email,
      })
  }

  get topicArn(): string {
    return this.topic.topicArn
  }

  /** Tells when an alarm goes off, and when all is well again. */
  tellOf(alarm: Alarm): void {
    const action = { bind: () => ({ alarmActionArn: this.topicArn }) }
    alarm.addAlarmAction(action)
    alarm.addOkAction(action)
  }

  /** Where a rule sends an event to, as lines of text. Each line arrives in quotes: EventBridge knows no bare text. */
  asTarget(lines: readonly string[]): IRuleTarget {
    const input = RuleTargetInput.fromMultilineText(lines.join('\n'))
    return { bind: () => ({ arn: this.topicArn, input }) }
  }

  private allowAlarms(key: StackKey): void {
    const { account } = Stack.of(this)
    const service = new ServicePrincipal('cloudwatch.amazonaws.com')
    const fromThisAccount = { StringEquals: { 'aws:SourceAccount': account } }
    key.allowService(service, fromThisAccount)
    this.allowPublish(service, {
      ...fromThisAccount,
      ArnLike: { 'aws:SourceArn': this.alarmsOfThisAccount() },
    })
  }

  /**
   * EventBridge sends neither `aws:SourceArn` nor `aws:SourceAccount` along when it publishes: with a condition on them
   * every notice would be refused, and nobody told.
   * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-troubleshooting.html
   */
  private allowRules(key: StackKey): void {
    const service = new ServicePrincipal('events.amazonaws.com')
    key.allowService(service)
    this.allowPublish(service)
  }

  private allowPublish(
    service: ServicePrincipal,
    conditions: Record<string, Record<string, string>> = {},
  ): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [service],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions,
      }),
    )
  }

  private alarmsOfThisAccount(): string {
    return Stack.of(this).formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
  }
}
