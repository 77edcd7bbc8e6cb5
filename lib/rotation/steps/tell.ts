import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import { isOutage } from '../../provider/token/token-failure.ts'
import { announcementsOf } from '../announcements.ts'
import type { ProviderEvent } from '../event.ts'
import type { RotateEnv } from '../rotate-env.ts'
import { codeOf, describe } from '../rotation-error.ts'
import type { Described, Due, Ending, Outcome, Recorded, RotationRequest } from '../rotation-run.ts'

/** Step 10: tells what happened. Events are hints: that they cannot be sent never fails a refresh. */
export const tell =
  (env: RotateEnv) =>
  (request: RotationRequest) =>
  (ending: Ending): T.Task<Outcome> =>
    ending.tag === 'Recorded'
      ? pipe(
          breakerEvents(env)(ending),
          T.flatMap((ofBreaker) =>
            pipe(
              clientEvents(env)(ending),
              T.map((ofClient) => [...announcementsOf(ending), ...ofBreaker, ...ofClient]),
            ),
          ),
          T.flatMap((events) => publish(env)(events)),
          T.map((areSent) => ({ ...outcomeOf(request, ending), areEventsLost: !areSent })),
        )
      : T.of(outcomeOf(request, ending))

const publish =
  (env: RotateEnv) =>
  (events: Parameters<RotateEnv['publish']>[0]): T.Task<boolean> =>
    events.length === 0
      ? T.of(true)
      : pipe(
          env.publish(events),
          T.map((sent) => sent._tag === 'Right'),
        )

/** Any answer to this run shows that a provider is up, even a refusal; an earlier run's shows nothing. */
const breakerEvents =
  ({ breaker }: RotateEnv) =>
  ({ run, error }: Recorded): T.Task<readonly ProviderEvent[]> => {
    const provider = run.policy.provider ?? ''
    switch (error?.tag) {
      case 'ProviderUnavailable':
        return isOutage(error) ? breaker.outage(provider) : T.of([])
      case 'GrantRejected':
      case 'ClientRejected':
      case 'RequestRejected':
        return breaker.answered(provider)
      default:
        return 'grantEndsAt' in run ? breaker.answered(provider) : T.of([])
    }
  }

const isIdentified = (run: Described): run is Described & Pick<Due, 'identity'> =>
  'identity' in run && run.identity !== undefined

/** Only tokens show that a client is accepted; a refusal of anything else shows nothing of it. */
const clientEvents =
  ({ clients }: RotateEnv) =>
  ({ run, error }: Recorded): T.Task<readonly ProviderEvent[]> => {
    if (!isIdentified(run)) return T.of([])
    const { identity } = run
    if (error?.tag === 'ClientRejected')
      return clients.rejected(identity, { errorCode: codeOf(error), reason: describe(error) })
    return 'grantEndsAt' in run ? clients.accepted(identity) : T.of([])
  }

const outcomeOf = ({ secretArn }: RotationRequest, ending: Ending): Outcome => {
  switch (ending.tag) {
    case 'Busy':
      return { result: 'busy', isToBeRetried: false, secretArn }
    case 'Gone':
      return { result: 'gone', isToBeRetried: false, secretArn }
    case 'Resume':
      return { result: 'given up', isToBeRetried: true, secretArn, errorCode: 'NotPromoted' }
    case 'GivenUp':
      return {
        result: 'given up',
        isToBeRetried: true,
        secretArn,
        errorCode: ending.reason.tag,
        ...(ending.reason.tag === 'AwsFailure'
          ? { message: `${ending.reason.operation} failed: ${ending.reason.code}` }
          : {}),
      }
    case 'Recorded':
      return {
        result: ending.result,
        isToBeRetried: false,
        secretArn,
        ...(ending.run.policy.provider === undefined
          ? {}
          : { provider: ending.run.policy.provider }),
        ...(ending.error === undefined
          ? {}
          : { errorCode: codeOf(ending.error), message: describe(ending.error) }),
      }
  }
}
