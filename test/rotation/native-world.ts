import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import type { TokenFailure } from '../../lib/provider/token/token-failure.ts'
import { nativeRotation } from '../../lib/rotation/native-rotation.ts'
import type { NativeRotationEnv } from '../../lib/rotation/native-rotation-env.ts'
import type { NativeRotationStep } from '../../lib/rotation/native-rotation-step.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { awsFailure, NOW, secretArn, textOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

/** The four steps in the order in which Secrets Manager asks for them. */
export const STEPS: readonly NativeRotationStep['Step'][] = [
  'createSecret',
  'setSecret',
  'testSecret',
  'finishSecret',
]

/** What befalls one call: it fails without an effect, takes effect unheard, or the process ends around it. */
export type Fate = 'fails' | 'loses its reply' | 'is killed before' | 'is killed after'

/** Something that happens at the n-th call of all steps together, counted from 0. */
export type Happening = { readonly at: number; readonly what: Fate | (() => unknown) }

/**
 * The happy path of Secrets Manager's own rotation: a secret that is due, and a Secrets Manager that announces its
 * version under AWSPENDING before the version has a value.
 *
 * Shape: `passed` names the calls so far; `happening` may be set before a rotation.
 */
export const nativeWorld = () => {
  const world = happyEnv()
  const { secrets, clock, provider } = world
  const announcedAt = new Map<string, Date>()
  const passed: string[] = []
  const state: { happening: Happening | undefined; kill: () => void } = {
    happening: undefined,
    kill: () => {},
  }

  const pending = () => secrets.labels.get('AWSPENDING')

  const announce = (token: string) => {
    announcedAt.set(token, announcedAt.get(token) ?? clock.now())
    secrets.labels.set('AWSPENDING', token)
  }

  const stage: NativeRotationEnv['stage'] = (_, id, text) => async () => {
    const known = secrets.versions.get(id)
    if (known !== undefined && known.text !== text)
      return E.left(awsFailure('PutSecretValue', 'ResourceExistsException'))
    const createdAt = announcedAt.get(id) ?? clock.now()
    secrets.versions.set(id, known ?? { text, createdAt })
    secrets.labels.set('AWSPENDING', id)
    return E.right(undefined)
  }

  const unstage: NativeRotationEnv['unstage'] = (_, id) => async () => {
    if (pending() !== id)
      return E.left(awsFailure('UpdateSecretVersionStage', 'InvalidParameterException'))
    secrets.labels.delete('AWSPENDING')
    return E.right(undefined)
  }

  /** A version that was announced and has no value is described too. */
  const describe: NativeRotationEnv['secrets']['describe'] = (arn) => async () => {
    const described = await world.env.secrets.describe(arn)()
    const announced = pending()
    if (E.isLeft(described) || described.right === undefined || announced === undefined)
      return described
    const versions = { [announced]: ['AWSPENDING'], ...described.right.versions }
    return E.right({ ...described.right, versions })
  }

  /** Lets a call of a step through, unless something is to happen at it. */
  const befall = async <A>(name: string, apply: () => Promise<A>, fail: () => A): Promise<A> => {
    const { happening } = state
    const isNow = happening?.at === passed.length
    passed.push(name)
    if (happening === undefined || !isNow) return apply()
    switch (happening.what) {
      case 'fails':
        return fail()
      case 'loses its reply':
        await apply()
        return fail()
      case 'is killed after':
        await apply()
        state.kill()
        return new Promise<never>(() => {})
      case 'is killed before':
        state.kill()
        return new Promise<never>(() => {})
      default:
        await happening.what()
        return apply()
    }
  }

  const gated =
    <Args extends readonly unknown[], Err, A>(
      name: string,
      port: (...args: Args) => TE.TaskEither<Err, A>,
    ) =>
    (...args: Args): TE.TaskEither<Err | ReturnType<typeof awsFailure>, A> =>
    () =>
      befall<E.Either<Err | ReturnType<typeof awsFailure>, A>>(
        name,
        () => port(...args)(),
        () => E.left(awsFailure(name, 'TimeoutError')),
      )

  const { ledger } = world.env
  const env: NativeRotationEnv = {
    ...world.env,
    secrets: {
      describe: gated('describe', describe),
      getVersion: gated('getVersion', world.env.secrets.getVersion),
      putPending: gated('putPending', world.env.secrets.putPending),
      promote: gated('promote', world.env.secrets.promote),
    },
    ledger: {
      acquire: gated('acquire', ledger.acquire),
      update: gated('update', ledger.update),
      read: gated('read', ledger.read),
    },
    clientSecret: gated('clientSecret', world.env.clientSecret),
    publish: gated('publish', world.env.publish),
    stage: gated('stage', stage),
    unstage: gated('unstage', unstage),
    sendPost: (post) =>
      befall(
        'POST',
        () => provider.sendPost(post),
        () => {
          const failure: TokenFailure = {
            tag: 'ProviderUnavailable',
            cause: 'no connection',
            mayBeApplied: false,
          }
          throw failure
        },
      ),
  }

  const step = (Step: NativeRotationStep['Step'], ClientRequestToken: string) =>
    nativeRotation(env, later(clock.now(), 90))({ Step, SecretId: secretArn, ClientRequestToken })()

  /** One try of all four; a function that is killed has answered nothing. */
  const fourSteps = async (token: string): Promise<readonly string[]> => {
    const done: string[] = []
    for (const name of STEPS) {
      const killed = new Promise<'killed'>((resolve) => {
        state.kill = () => resolve('killed')
      })
      const answer = await Promise.race([step(name, token), killed])
      if (answer === 'killed' || E.isLeft(answer)) return done
      done.push(name)
    }
    return done
  }

  /**
   * Secrets Manager rotates: announces each version and asks for the steps, and after a failure again from the first,
   * under the next of `tokens` if there is one. A lease that a killed function held runs out meanwhile.
   *
   * Shape: answers how many tries it took, at most 4; `undefined`: it gave up.
   */
  const rotateSecret = async (...tokens: readonly string[]): Promise<number | undefined> => {
    for (let tries = 1; tries <= 4; tries++) {
      const token = tokens[Math.min(tries, tokens.length) - 1] ?? 'token-1'
      announce(token)
      if ((await fourSteps(token)).length === STEPS.length) return tries
      clock.pass(160)
    }
    return undefined
  }

  /** The same world without disturbances, as the schedule's function sees it. */
  const undisturbed = { ...world.env, secrets: { ...world.env.secrets, describe } }

  /** Runs of the schedule until nothing is open, each after the leases before it have run out. */
  const scheduledRuns = async (runs = 3) => {
    for (let i = 0; i < runs; i++) {
      clock.pass(160)
      await rotate(undisturbed)(world.request())()
    }
  }

  /** What matters in the end. */
  const end = () => {
    const text = secrets.currentText()
    const token = text === '' ? undefined : JSON.parse(text).refresh_token
    const grant = String(token).split('-')[1]
    const { version, newest, intent, lease } = world.ledger.item()
    return {
      current: secrets.current(),
      token,
      isAlive: provider.grants[Number(grant)]?.isAlive === true,
      isNewest: token === `refresh-${grant}-${provider.grants[Number(grant)]?.newest}`,
      requests: provider.sent.length,
      pending: pending(),
      isKnown: version === secrets.current() && newest === secrets.current(),
      isOpen: intent !== undefined || (lease !== undefined && lease.until > clock.now()),
    }
  }

  return {
    ...world,
    env,
    undisturbed,
    state,
    passed,
    announce,
    pending,
    step,
    rotateSecret,
    scheduledRuns,
    end,
    /** A text with tokens whose own dates say that they are fresh. */
    freshText: (refreshToken: string, fields: Readonly<Record<string, unknown>> = {}) =>
      textOf(refreshToken, { issued_at: NOW.toISOString(), ...fields }),
  }
}
