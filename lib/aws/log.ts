/** What a function may say in its log: flat, and only fields that are safe by their names' meaning. */
export type LogEntry = {
  readonly message: string
  readonly [field: string]: string | number | boolean | undefined
}

/** Writes one line of structured log; Lambda's JSON log format adds time, level and request id. */
export const log = (level: 'info' | 'warn' | 'error', entry: LogEntry): void =>
  console[level](entry)
