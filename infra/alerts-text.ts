/** What somebody who is told of trouble has to know. Shape: each one or more whole sentences. */
export type AlertText = {
  /** What it does to whom if nobody acts. */
  readonly impact: string
  readonly firstAction: string
}

/** Where the steps after the first action stand. */
export const RUNBOOK = 'README.md#when-something-is-wrong'
