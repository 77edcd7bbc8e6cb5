import type { Alarm } from './alarm.ts'
import type { AlarmState, Notice } from './notice.ts'

/** What the topic gets of an alarm's new state: what an e-mail of it says that a person looks for. */
export const alarmNotice = (
  source: string,
  { name, description }: Pick<Alarm, 'name' | 'description'>,
  state: AlarmState,
  at: Date,
): Notice => ({
  at,
  source,
  subject: `${state}: "${name}"`,
  text: `${name} is in state ${state}\n${description}`,
  state,
})
