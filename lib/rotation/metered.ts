import type * as TE from 'fp-ts/TaskEither'
import type { TokenRequestEnv } from '../provider/token/token-request.ts'
import type { Meter } from './meter.ts'
import type { NativeRotationEnv } from './native-rotation-env.ts'
import type { RotateEnv, Secrets } from './rotate-env.ts'

/** Secrets whose writes are counted, those too that are refused. */
export const meteredSecrets = (secrets: Secrets, meter: Meter): Secrets => ({
  ...secrets,
  putPending: counted(secrets.putPending, meter),
  promote: counted(secrets.promote, meter),
})

/** Native rotation's own writes, counted. */
export const meteredStaging = (
  { stage, unstage }: Pick<NativeRotationEnv, 'stage' | 'unstage'>,
  meter: Meter,
): Pick<NativeRotationEnv, 'stage' | 'unstage'> => ({
  stage: counted(stage, meter),
  unstage: counted(unstage, meter),
})

/** The world of one provider's token requests, which takes their time. */
export const timedRequests = (env: RotateEnv, provider: string): TokenRequestEnv => ({
  ...env,
  sendPost: async (post) => {
    const begun = env.now()
    try {
      return await env.sendPost(post)
    } finally {
      env.meter.tokenRequest(provider, env.now().getTime() - begun.getTime())
    }
  },
})

const counted =
  <Args extends readonly unknown[], E, A>(
    write: (...args: Args) => TE.TaskEither<E, A>,
    meter: Meter,
  ): ((...args: Args) => TE.TaskEither<E, A>) =>
  (...args) =>
  () => {
    meter.secretWrite()
    return write(...args)()
  }
