import { EventField } from 'aws-cdk-lib/aws-events'
import type { Construct } from 'constructs'
import * as R from 'fp-ts/ReadonlyRecord'
import type { Alerts } from './alerts.ts'
import { RUNBOOK } from './alerts-text.ts'
import type { Bus, EventFilter } from './bus.ts'
import { type NoticeName, noticesRunbook } from './notices-runbook.ts'

export type NoticesProps = {
  readonly bus: Bus
  readonly alerts: Alerts
}

/** Tells people in plain sentences of the events that ask for a person, or that end what was told. */
export const addNotices = (scope: Construct, { bus, alerts }: NoticesProps): void => {
  for (const [name, filter] of R.toEntries(FILTERS)) {
    const lines = linesOf(name, filter)
    bus.addRule(scope, `${name}Notice`, { ...filter, target: alerts.asTarget(lines) })
  }
}

/** Which events a notice is made of. */
const FILTERS: Readonly<Record<NoticeName, EventFilter>> = {
  ReauthorizationRequired: { detailType: 'Reauthorization Required' },
  ProviderUnavailable: { detailType: 'Provider Unavailable' },
  ProviderRecovered: { detailType: 'Provider Recovered' },
  ClientRejected: { detailType: 'Client Rejected' },
  ClientAccepted: { detailType: 'Client Accepted' },
  // 30 days before, nobody has to be woken: the event is there for whoever plans ahead.
  GrantEndsSoon: { detailType: 'Grant Ends Soon', detail: { daysLeft: [7, 1] } },
  RestoreLoop: { detailType: 'Token Refresh Failed', detail: { errorCode: ['restore_loop'] } },
  SecretRefuses: { detailType: 'Token Refresh Failed', detail: { errorCode: ['secret_refuses'] } },
}

const linesOf = (name: NoticeName, { detailType }: EventFilter): readonly string[] => {
  const { news, impact, firstAction } = noticesRunbook[name]
  return [
    `${detailType}: ${withFields(news)}`,
    `Impact: ${impact}`,
    `First action: ${firstAction}`,
    `Account ${EventField.account}, region ${EventField.region}. Runbook: ${RUNBOOK}`,
  ]
}

const withFields = (text: string): string =>
  text.replace(/<(\w+)>/g, (_, field) => EventField.fromPath(`$.detail.${field}`))
