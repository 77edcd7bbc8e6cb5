import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { type AccountOptions, LOCAL_AWS, type LocalAccount, startAccount } from '../account.ts'
import { realTime } from '../account-clock.ts'
import { QUEUE_ACCOUNT_ID } from '../queue/queue.ts'
import { embeddedMetrics } from './embedded-metrics.ts'
import { invocationMetrics } from './invocation-metrics.ts'
import type { MetricValue } from './metric-store.ts'
import { type Monitoring, monitoring } from './monitoring.ts'
import { readMonitoring } from './monitoring-template.ts'
import { queueMetrics } from './queue-metrics.ts'

/** How to start it. Shape: `template` is the stack's, as synth writes it. */
export type MonitoredAccountOptions = AccountOptions & { readonly template: unknown }

/**
 * A local account that is watched as the stack's template says.
 *
 * Shape: `evaluate` lets every alarm see the minutes that have ended since the last time, with the queues as they were
 * then: call it before time is moved, and after; `hearLine` takes a line as if a function had written it.
 */
export type MonitoredAccount = LocalAccount &
  Pick<Monitoring, 'notices' | 'stateOf'> & {
    readonly evaluate: () => Promise<void>
    readonly hearLine: (line: string) => void
  }

/**
 * Starts a local account with the rules, alarms and topics of a template: an embedded CloudWatch on the account's clock.
 *
 * Effect: as `startAccount`; starts no timer of its own.
 * Errors: as `startAccount`; and rejects when the template has something that is not understood here.
 */
export const startMonitoredAccount = async ({
  template,
  ...options
}: MonitoredAccountOptions): Promise<MonitoredAccount> => {
  const { clock = realTime, log = () => {}, invoking = (_, invoke) => invoke() } = options
  const watch = monitoring(
    pipe(
      readMonitoring(template, DEPLOYMENT),
      E.getOrElseW((problem) => {
        throw new Error(problem)
      }),
    ),
    clock.now(),
  )
  const hear = (values: readonly MetricValue[]): void => {
    for (const { metric, value, at } of values) watch.metrics.add(metric, value, at)
  }
  const account = await startAccount({
    ...options,
    log: (line) => {
      if (line.stream === 'stdout') hear(embeddedMetrics(line.line))
      log(line)
    },
    invoking: async (name, invoke) => {
      const invocation = await invoking(name, invoke)
      hear(invocationMetrics(name, invocation, clock.now()))
      return invocation
    },
  })
  const queues = queueMetrics(account.queue, clock.now)
  await queues.look()
  const unsubscribe = account.eventBridge.subscribe(watch.hearEvent)
  return {
    ...account,
    notices: watch.notices,
    stateOf: watch.stateOf,
    hearLine: (line) => hear(embeddedMetrics(line)),
    evaluate: async () => {
      watch.evaluate(clock.now(), (end) => queues.tell(watch.metrics, end))
      await queues.look()
    },
    stop: async () => {
      unsubscribe()
      await account.stop()
    },
  }
}

/** The account's names of what the stack calls by these construct ids. */
const NAMES: Readonly<Record<string, string>> = {
  Queue: 'token-rotation',
  DeadLetterQueue: 'token-rotation-dead-letters',
  Ledger: 'token-rotation',
  Bus: 'token-rotation',
  Sweep: 'sweep',
  Rotate: 'rotate',
  NativeRotation: 'native-rotation',
}

const DEPLOYMENT = {
  region: LOCAL_AWS.region,
  accountId: QUEUE_ACCOUNT_ID,
  nameOf: (word: string) => NAMES[word],
}
