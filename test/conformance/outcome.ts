/** Tells how a call ended: `ok`, or the name of its error. */
export const outcome = (call: Promise<unknown>): Promise<string> => call.then(() => 'ok', errorName)

/** The name by which an error is told apart; its text is for people. */
export const errorName = (error: unknown): string =>
  error instanceof Error ? error.name : 'unknown'
