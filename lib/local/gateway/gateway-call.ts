import type { JsonObject } from './operation.ts'

/** The AWS services that the gateway stands for. */
export type Service =
  | 'secretsmanager'
  | 'events'
  | 'kms'
  | 'dynamodb'
  | 'sqs'
  | 'cloudformation'
  | 'scheduler'
  | 'iam'
  | 'sts'

/**
 * One call as it reached the gateway, before anything was done about it.
 *
 * Shape: `input` is the decoded body. It carries secret values: never log it. `connection` numbers the connection that
 * it came over.
 */
export type Call = {
  readonly service: Service
  readonly operation: string
  readonly input: JsonObject
  readonly connection: number
}

/**
 * Trouble that befalls a call.
 *
 * Shape: `error` and `answer` answer without applying the call; `drop` cuts the connection before applying it;
 * `lose-reply` applies it and cuts the connection; `delay` applies and answers it later; `stale` lets a
 * read of Secrets Manager see the state of so many milliseconds ago and means nothing to other calls.
 */
export type Fault =
  | {
      readonly kind: 'error'
      readonly status: number
      readonly code: string
      readonly message: string
    }
  | { readonly kind: 'answer'; readonly output: JsonObject }
  | { readonly kind: 'drop' }
  | { readonly kind: 'lose-reply' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'stale'; readonly milliseconds: number }
