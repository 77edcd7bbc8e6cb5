import type { StoredCredential } from '../credential/stored-credential.ts'
import type { Client } from '../provider/client/client.ts'
import type { ClientIdentity } from './client-watch.ts'
import type { Intent, LedgerChanges, LedgerItem } from './ledger-item.ts'
import type { Policy, Settings } from './policy.ts'
import type { SecretDescription, SecretVersion } from './rotate-env.ts'
import type { AwsFailure, CredentialError } from './rotation-error.ts'

/** What asks for a rotation. Shape: `endsAt` is when the function that works on it is ended. */
export type RotationRequest = {
  readonly secretArn: string
  readonly versionId: string
  readonly force: boolean
  readonly endsAt: Date
}

/** After step 1: the lease is ours. */
export type Leased = {
  readonly request: RotationRequest
  readonly holder: string
  readonly item: LedgerItem
}

/** After step 2: the secret is known, but not its value. Shape: `current` is the version labelled AWSCURRENT. */
export type Described = Leased & {
  readonly secret: SecretDescription
  readonly current: string
  readonly policy: Policy
}

/** After step 3: nothing is left of earlier runs but perhaps the knowledge that an answer was lost. */
export type Cleared = Described & { readonly answerWasLost: boolean }

/**
 * After step 4: the credential is decoded.
 *
 * Shape: `print` is the fingerprint of its refresh token; `createdAt` is when its version was written.
 */
export type Read = Cleared & {
  readonly createdAt: Date
  readonly settings: Settings
  readonly stored: StoredCredential
  readonly salt: Uint8Array
  readonly print: Uint8Array | undefined
}

/** After step 6: a request is to be made. Shape: `identity` says whose the client is. */
export type Due = Read & { readonly client: Client; readonly identity: ClientIdentity }

/** After step 7, or found in steps 3 and 5: a version that is to become AWSCURRENT. */
export type Successor = Described & {
  readonly intent: Intent
  readonly version: SecretVersion
  readonly salt: Uint8Array
  /** Whose client the provider accepted; not known, like what follows, to a run that finishes another's work. */
  readonly identity?: ClientIdentity | undefined
  /** From the provider's answer, both. */
  readonly grantEndsAt?: Date | undefined
  readonly consentEndsAt?: Date | undefined
}

/** What a run came to, in words for the log. */
export type Result =
  | 'refreshed'
  | 'restored'
  | 'kept a newer version'
  | 'not due'
  | 'paused'
  | 'static'
  | 'failed'
  | 'provider is unavailable'
  | 'a newer token is there'

/** How a run ends, at whatever step. */
export type Ending = Busy | Gone | Recorded | GivenUp | Resume

/** Somebody else is at it. */
export type Busy = { readonly tag: 'Busy' }

/** The secret is gone or no longer ours; the lease is given back. */
export type Gone = { readonly tag: 'Gone'; readonly run: Leased }

/** The ledger is to be written and the lease given back. */
export type Recorded = {
  readonly tag: 'Recorded'
  readonly run: Described
  readonly result: Result
  readonly changes: LedgerChanges
  readonly error?: CredentialError
}

/**
 * Our own infrastructure failed, or time is short: the queue brings it again. After the intent the lease is kept
 * until it runs out, since a request or a write may still be under way.
 */
export type GivenUp = {
  readonly tag: 'GivenUp'
  readonly run: Leased | undefined
  readonly reason:
    | AwsFailure
    | {
        /**
         * `Escrowed`: a refreshed credential waits in the ledger; `TokenLost`: it could be kept nowhere, and is gone.
         */
        readonly tag:
          | 'LeaseLost'
          | 'ShortOfTime'
          | 'NotStored'
          | 'Escrowed'
          | 'TokenLost'
          | 'NotPromoted'
      }
  readonly keepsLease: boolean
}

/** A version is there already: go on with its promotion. */
export type Resume = { readonly tag: 'Resume'; readonly successor: Successor }

/** What a run came to, for the log and for whoever asked. Shape: safe to log; `isToBeRetried` asks the queue to bring it again. */
export type Outcome = {
  readonly result: Result | 'busy' | 'gone' | 'given up'
  readonly isToBeRetried: boolean
  readonly secretArn: string
  readonly provider?: string
  readonly errorCode?: string
  readonly message?: string
  /** The work was done, and nobody was told. */
  readonly areEventsLost?: boolean
}
