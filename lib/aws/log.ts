import type { SweepReport } from '../rotation/swept.ts'

/**
 * What a function may say in its log. Only these fields exist, and none of them ever holds a token, a secret's text
 * or anything that a server said: a new field is added here or it is not logged.
 */
export type LogEntry = { readonly message: string } & {
  readonly [K in
    | 'secretArn'
    | 'provider'
    | 'step'
    | 'result'
    | 'reason'
    | 'errorCode'
    | 'operation'
    | 'code'
    | 'tag'
    | 'problem'
    | 'isToBeRetried'
    | 'areEventsLost'
    | keyof SweepReport]?: string | number | boolean | undefined
}

/** Writes one line of structured log; Lambda's JSON log format adds time, level and request id. */
export const log = (level: 'info' | 'warn' | 'error', entry: LogEntry): void =>
  console[level](entry)
