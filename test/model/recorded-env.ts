import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import { localSign } from '../../lib/provider/client/signer.ts'
import type { NativeRotationEnv } from '../../lib/rotation/native-rotation-env.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { providers, salt } from '../fixed-data.ts'
import type { Call, Replies, Reply } from './call.ts'

/** Hands a call to the scheduler; the promise waits for its decision. */
export type Ask = (call: Call) => Promise<Reply>

/**
 * The world of one worker, of which every port asks the scheduler. The provider's state, the client's secret and the
 * events are answered at once: they touch neither the secret nor its item.
 */
export const recordedEnv = (ask: Ask, now: () => Date, name: string): NativeRotationEnv => {
  let ids = 0
  const asked = <Op extends Call['op']>(
    call: Extract<Call, { op: NoInfer<Op> }> & { readonly op: Op },
  ): T.Task<Replies[Op]> =>
    pipe(
      () => ask(call),
      T.map((reply) => {
        if (!isTo(call.op, reply)) throw new Error(`${call.op} was answered otherwise`)
        return reply.is
      }),
    )
  return {
    secrets: {
      describe: () => asked({ op: 'describe' }),
      getVersion: (_, versionId) => asked({ op: 'getVersion', versionId }),
      putPending: (_, versionId, text) => asked({ op: 'putPending', versionId, text }),
      promote: (_, { from, to }) => asked({ op: 'promote', from, to }),
    },
    stage: (_, versionId, text) => asked({ op: 'stage', versionId, text }),
    unstage: (_, versionId) => asked({ op: 'unstage', versionId }),
    ledger: {
      acquire: (_, lease) => asked({ op: 'acquire', ...lease }),
      update: (_, holder, changes) => asked({ op: 'update', holder, changes }),
      read: () => asked({ op: 'read' }),
    },
    escrow: {
      seal: (_, text) => asked({ op: 'seal', text }),
      open: (_, sealed) => asked({ op: 'open', sealed }),
    },
    tokenLost: () => undefined,
    sendPost: async ({ body }) => {
      const token = new URLSearchParams(body).get('refresh_token') ?? 'none'
      const reply = await asked({ op: 'POST', token })()
      if (E.isLeft(reply)) throw reply.left
      return Response.json(reply.right.body, { status: reply.right.status })
    },
    sign: localSign,
    secretMemory: new Set(),
    wait: (milliseconds) =>
      pipe(
        asked({ op: 'wait', milliseconds }),
        T.map(() => undefined),
      ),
    providers,
    tagPrefix: 'token-rotation',
    breaker: {
      closedUntil: () => T.of(undefined),
      recoveredAt: () => T.of(undefined),
      outage: () => T.of([]),
      answered: () => T.of([]),
    },
    clients: { rejected: () => T.of([]), accepted: () => T.of([]) },
    meter: { secretWrite: () => undefined, tokenRequest: () => undefined, tell: () => undefined },
    clientSecret: () => TE.right('{"client_id":"client-id","client_secret":"client-secret"}'),
    publish: () => TE.right(undefined),
    now,
    deadline: (seconds) => later(now(), seconds),
    newId: () => {
      ids += 1
      return `${name}-${ids}`
    },
    newSalt: () => salt,
    random: () => 0.5,
  }
}

const isTo = <Op extends Call['op']>(
  op: Op,
  reply: Reply,
): reply is Reply & { readonly op: Op; readonly is: Replies[Op] } => reply.op === op
