import type { LocalEvent } from '../event-bridge.ts'
import { alarmNotice } from './alarm-notice.ts'
import { type MetricStore, metricStore } from './metric-store.ts'
import { type MonitoringTemplate, wordOf } from './monitoring-template.ts'
import type { AlarmState, Notice } from './notice.ts'

/**
 * What watches a stack, as its template says.
 *
 * Shape: `evaluate` lets every alarm see each minute that has ended since the last time, after `endOfMinute` heard of
 * it; `notices` are all messages of the topics, oldest first; `stateOf` is an alarm's, by its logical id without the
 * hash.
 */
export type Monitoring = {
  readonly metrics: MetricStore
  readonly hearEvent: (event: LocalEvent) => void
  readonly evaluate: (now: Date, endOfMinute?: (end: Date) => void) => void
  readonly notices: () => readonly Notice[]
  readonly stateOf: (alarm: string) => AlarmState | undefined
}

/**
 * Starts to watch at a moment. Every alarm begins without data, and tells of each new state, as CloudWatch does.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
export const monitoring = (
  { rules, alarms, topics }: MonitoringTemplate,
  startedAt: Date,
): Monitoring => {
  const metrics = metricStore()
  const notices: Notice[] = []
  const states = new Map<string, AlarmState>()
  let evaluated = Math.floor(startedAt.getTime() / MINUTE) * MINUTE

  const evaluateAt = (end: Date): void => {
    for (const [id, alarm] of alarms) {
      const before = states.get(id) ?? 'INSUFFICIENT_DATA'
      const state = alarm.stateAt(metrics, end, before)
      states.set(id, state)
      if (state !== before)
        for (const action of alarm.actions[state])
          if (topics.has(action)) notices.push(alarmNotice(wordOf(id), alarm, state, end))
    }
  }

  return {
    metrics,
    hearEvent: (event) => {
      for (const [id, rule] of rules)
        for (const { text, target } of rule(event))
          if (topics.has(target))
            notices.push({ at: event.time, source: wordOf(id), subject: RULE_SUBJECT, text })
    },
    evaluate: (now, endOfMinute = () => {}) => {
      while (evaluated + MINUTE <= now.getTime()) {
        evaluated += MINUTE
        const end = new Date(evaluated)
        endOfMinute(end)
        evaluateAt(end)
      }
    },
    notices: () => [...notices],
    stateOf: (name) => states.get([...alarms.keys()].find((id) => wordOf(id) === name) ?? ''),
  }
}

const MINUTE = 60_000

/** What an e-mail of a rule's message says, since a rule cannot. */
const RULE_SUBJECT = 'AWS Notification Message'
