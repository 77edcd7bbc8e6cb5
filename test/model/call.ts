import type * as E from 'fp-ts/Either'
import type { TokenFailure } from '../../lib/provider/token/token-failure.ts'
import type { LedgerChanges, LedgerItem } from '../../lib/rotation/ledger-item.ts'
import type { SecretDescription, SecretVersion } from '../../lib/rotation/rotate-env.ts'
import type { AwsFailure, LeaseLost } from '../../lib/rotation/rotation-error.ts'

/** What a worker asks of the world, and then waits for. */
export type Call =
  | { readonly op: 'describe' }
  | { readonly op: 'getVersion'; readonly versionId: string }
  | { readonly op: 'putPending'; readonly versionId: string; readonly text: string }
  | { readonly op: 'promote'; readonly from: string; readonly to: string }
  | { readonly op: 'stage'; readonly versionId: string; readonly text: string }
  | { readonly op: 'unstage'; readonly versionId: string }
  | { readonly op: 'acquire'; readonly holder: string; readonly now: Date; readonly until: Date }
  | { readonly op: 'update'; readonly holder: string; readonly changes: LedgerChanges }
  | { readonly op: 'read' }
  | { readonly op: 'seal'; readonly text: string }
  | { readonly op: 'open'; readonly sealed: Uint8Array }
  | { readonly op: 'POST'; readonly token: string }
  | { readonly op: 'wait'; readonly milliseconds: number }

/** What a provider answers. */
export type ProviderAnswer = { readonly status: number; readonly body: object }

/** What each kind of call comes to. */
export type Replies = {
  readonly describe: E.Either<AwsFailure, SecretDescription | undefined>
  readonly getVersion: E.Either<AwsFailure, SecretVersion | undefined>
  readonly putPending: E.Either<AwsFailure, void>
  readonly promote: E.Either<AwsFailure, void>
  readonly stage: E.Either<AwsFailure, void>
  readonly unstage: E.Either<AwsFailure, void>
  readonly acquire: E.Either<AwsFailure, LedgerItem | undefined>
  readonly update: E.Either<AwsFailure | LeaseLost, void>
  readonly read: E.Either<AwsFailure, LedgerItem | undefined>
  readonly seal: E.Either<AwsFailure, Uint8Array>
  readonly open: E.Either<AwsFailure, string>
  readonly POST: E.Either<TokenFailure, ProviderAnswer>
  readonly wait: E.Either<never, void>
}

/** What a call comes to. */
export type Reply = {
  readonly [Op in Call['op']]: { readonly op: Op; readonly is: Replies[Op] }
}[Call['op']]

/** A call in a few words, for traces. */
export const describeCall = (call: Call): string => {
  switch (call.op) {
    case 'describe':
    case 'read':
    case 'seal':
    case 'open':
      return call.op
    case 'getVersion':
    case 'unstage':
      return `${call.op} ${call.versionId}`
    case 'putPending':
    case 'stage':
      return `${call.op} ${call.versionId} (${tokenIn(call.text)})`
    case 'promote':
      return `promote ${call.from} → ${call.to}`
    case 'acquire':
      return 'acquire lease'
    case 'update':
      return `update ${Object.entries(call.changes)
        .map(([name, value]) => (value === null ? `-${name}` : name))
        .join(' ')}`
    case 'POST':
      return `POST ${call.token}`
    case 'wait':
      return `wait ${call.milliseconds} ms`
  }
}

/** The refresh token that a stored text carries. */
export const tokenIn = (text: string): string =>
  /"refresh_token":"([^"]*)"/.exec(text)?.[1] ?? 'no token'
