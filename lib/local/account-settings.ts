/**
 * What the embedded services need from outside.
 *
 * Shape: `clock` tells the account's time, `newId` answers a fresh UUID at every call.
 */
export type AccountSettings = {
  readonly region: string
  readonly accountId: string
  readonly clock: () => Date
  readonly newId: () => string
}
