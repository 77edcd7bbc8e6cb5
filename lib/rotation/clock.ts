/** The time that rotation lives by. */
export type Clock = {
  /** What dates in credentials, in schedules and in the ledger mean. */
  readonly now: () => Date
  /**
   * When so many seconds will have passed: the end of leases and of patience. They are told in seconds of work, so
   * they stay as long as they are where the local account lets time run faster.
   */
  readonly deadline: (seconds: number) => Date
}
