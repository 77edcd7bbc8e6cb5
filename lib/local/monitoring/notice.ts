/** The states of an alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/**
 * One message of the topic that people subscribe to.
 *
 * Shape: `source` is the logical id, without its hash, of the rule or alarm that sent it; `state` is the alarm's new
 * one, absent for a rule's.
 */
export type Notice = {
  readonly at: Date
  readonly source: string
  readonly subject: string
  readonly text: string
  readonly state?: AlarmState
}
