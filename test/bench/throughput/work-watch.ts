import type { Call } from '../../../lib/local/gateway/gateway-call.ts'
import type { GatewayReply } from '../../../lib/local/gateway/gateway-reply.ts'
import type { Exchange } from '../../faults/token-endpoint.ts'
import { refreshTokenOf } from './refresh-token-of.ts'

/** Calls of one operation: how many were answered, and how many of the answers said that the quota is used up. */
export type Answers = { readonly answered: number; readonly throttled: number }

/**
 * What was seen of the work. Times are in milliseconds since the epoch.
 *
 * Shape: `promotedAt` by the secret's ARN, in the order of time; `writtenAt` are the writes that took effect; `windows`
 * are the milliseconds from a provider's answer until its token was durable; `answers` by operation of Secrets Manager;
 * `exchanges` are the token endpoint's answers, `refused` those of them without a token.
 */
export type WorkSeen = {
  readonly promotedAt: ReadonlyMap<string, number>
  readonly writtenAt: readonly number[]
  readonly windows: readonly number[]
  readonly answers: ReadonlyMap<string, Answers>
  readonly exchanges: () => { readonly answered: number; readonly refused: number }
}

/** Watches the two ends of a refresh: the token endpoint, and Secrets Manager. */
export type WorkWatch = {
  readonly onAnswer: (call: Call, reply: GatewayReply) => void
  readonly onExchange: (exchange: Exchange) => void
  readonly seen: WorkSeen
}

/** Starts to watch, with nothing seen yet. */
export const watchWork = (): WorkWatch => {
  const receivedAt = new Map<string, number>()
  const promotedAt = new Map<string, number>()
  const writtenAt: number[] = []
  const windows: number[] = []
  const answers = new Map<string, Answers>()
  let exchanges = { answered: 0, refused: 0 }

  const written = ({ operation, input }: Call): void => {
    const now = Date.now()
    writtenAt.push(now)
    if (operation === 'UpdateSecretVersionStage') promotedAt.set(String(input.SecretId), now)
    const token = refreshTokenOf(input.SecretString)
    const received = receivedAt.get(token ?? '')
    if (token === undefined || received === undefined) return
    windows.push(now - received)
    // the same text may be put again
    receivedAt.delete(token)
  }

  return {
    onExchange: ({ received }) => {
      exchanges = {
        answered: exchanges.answered + 1,
        refused: exchanges.refused + (received === undefined ? 1 : 0),
      }
      if (received !== undefined) receivedAt.set(received, Date.now())
    },
    onAnswer: (call, { status, headers }) => {
      const { service, operation } = call
      if (service !== 'secretsmanager') return
      const isThrottled = headers['x-amzn-errortype'] === 'ThrottlingException'
      const { answered, throttled } = answers.get(operation) ?? { answered: 0, throttled: 0 }
      answers.set(operation, {
        answered: answered + 1,
        throttled: throttled + (isThrottled ? 1 : 0),
      })
      if (status === 200 && WRITES.includes(operation)) written(call)
    },
    seen: { promotedAt, writtenAt, windows, answers, exchanges: () => exchanges },
  }
}

/** The writes of a refresh: they share one quota. */
export const WRITES: readonly string[] = ['PutSecretValue', 'UpdateSecretVersionStage']
