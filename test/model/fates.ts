import * as E from 'fp-ts/Either'
import { PENDING_LABEL } from '../../lib/rotation/rotate-env.ts'
import type { AwsFailure } from '../../lib/rotation/rotation-error.ts'
import { awsFailure } from '../fixed-data.ts'
import { type Answered, answerCall, descriptionOf } from './answer-call.ts'
import type { Call, Reply } from './call.ts'
import type { Fault, Hardship, Live } from './state.ts'
import { readToken } from './token.ts'
import { excusing, type World } from './world.ts'

/** One way in which a call may end. Shape: `fault` is what it costs; the hardship stays with the worker. */
export type Fate = Answered & {
  readonly fault?: Fault
  readonly hardship?: Hardship
  readonly name: string
}

/** Every way in which a call may end, the good one first. */
export const fatesOf = (world: World, { hardship }: Live, call: Call): readonly Fate[] => {
  const suffered = underHardship(world, hardship, call)
  if (suffered !== undefined) return [suffered]
  const good: Fate = { ...answerCall(world, call), name: 'ok' }
  switch (call.op) {
    case 'wait':
      return [good]
    case 'POST':
      return [good, ...providerFaults(world, good, call.token)]
    case 'describe':
      return [
        good,
        failed(world, call.op),
        ...(hardship.missing === undefined ? world.staleLabels : []).flatMap(
          (labels): readonly Fate[] => {
            const stale = { world, reply: staleDescription(labels) }
            return [
              {
                ...stale,
                fault: 'stale read',
                hardship: { ...hardship, sawStaleLabels: true },
                name: `shows AWSCURRENT at ${labels.AWSCURRENT}, pending at ${labels[PENDING_LABEL]}`,
              },
              {
                ...stale,
                fault: 'stale for life',
                hardship: { ...hardship, labels, sawStaleLabels: true },
                name: `shows AWSCURRENT at ${labels.AWSCURRENT}, pending at ${labels[PENDING_LABEL]}, for life`,
              },
            ]
          },
        ),
      ]
    case 'getVersion': {
      const isFresh = world.versions
        .slice(world.settledVersions)
        .some(({ id }) => id === call.versionId)
      const notFound: Fate = { world, reply: NOT_FOUND, fault: 'stale read', name: 'not found yet' }
      const neverFound: Fate = {
        ...notFound,
        fault: 'stale for life',
        hardship: { ...hardship, missing: call.versionId },
        name: 'not found for life',
      }
      return [
        good,
        failed(world, call.op),
        ...(isFresh ? [notFound] : []),
        ...(isFresh && hardship.sawStaleLabels === undefined ? [neverFound] : []),
      ]
    }
    case 'read':
    case 'open':
      return [good, failed(world, call.op)]
    case 'seal':
      return [
        good,
        failed(world, call.op),
        {
          ...failed(world, call.op),
          fault: 'no escrow for life',
          hardship: { ...hardship, seal: 'InternalServiceError' },
          name: 'fails for life',
        },
      ]
    case 'putPending':
      return [
        good,
        failed(world, call.op),
        lost(good, call.op),
        ...(['InternalServiceError', 'InvalidRequestException'] as const).map(
          (code): Fate => ({
            ...failed(world, call.op, code),
            fault:
              code === 'InternalServiceError' ? 'put refused for life' : 'put refused for good',
            hardship: { ...hardship, put: code },
            name: `refused with ${code} for life`,
          }),
        ),
      ]
    case 'acquire':
    case 'update':
    case 'promote':
    case 'stage':
    case 'unstage':
      return [good, failed(world, call.op), lost(good, call.op)]
  }
}

const NOT_FOUND: Reply = { op: 'getVersion', is: E.right(undefined) }

type AwsOp = Exclude<Call['op'], 'POST' | 'wait'>

const failed = (world: World, op: AwsOp, code = 'InternalServiceError'): Fate => ({
  world,
  reply: failure(op, code),
  fault: 'failed call',
  name: 'fails',
})

const lost = ({ world }: Answered, op: AwsOp): Fate => ({
  world,
  reply: failure(op, 'TimeoutError'),
  fault: 'lost reply',
  name: 'takes effect, its reply is lost',
})

const failure = (op: AwsOp, code: string): Reply => {
  const is: E.Either<AwsFailure, never> = E.left(awsFailure(op, code))
  return { op, is }
}

const staleDescription = (labels: World['labels']): Reply => ({
  op: 'describe',
  is: E.right(descriptionOf(labels)),
})

const underHardship = (
  world: World,
  { labels, missing, put, seal }: Hardship,
  call: Call,
): Fate | undefined => {
  if (call.op === 'describe' && labels !== undefined)
    return { world, reply: staleDescription(labels), name: 'is stale' }
  if (call.op === 'getVersion' && call.versionId === missing)
    return { world, reply: NOT_FOUND, name: 'is not found' }
  const code = call.op === 'putPending' ? put : call.op === 'seal' ? seal : undefined
  return code === undefined || (call.op !== 'putPending' && call.op !== 'seal')
    ? undefined
    : { world, reply: failure(call.op, code), name: 'is refused' }
}

/** An answer that is lost on its way takes its grant along: that is the window which cannot be closed. */
const providerFaults = (
  world: World,
  { world: applied }: Answered,
  token: string,
): readonly Fate[] => [
  {
    world: excusing(applied, readToken(token).grant),
    reply: {
      op: 'POST',
      is: E.left({ tag: 'ProviderUnavailable', cause: 'connection lost', mayBeApplied: true }),
    },
    fault: 'lost answer',
    name: 'is applied, its answer is lost',
  },
  {
    world,
    reply: {
      op: 'POST',
      is: E.left({ tag: 'ProviderUnavailable', cause: 'no connection', mayBeApplied: false }),
    },
    fault: 'no connection',
    name: 'finds no connection',
  },
]
