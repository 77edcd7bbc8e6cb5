import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import * as E from 'fp-ts/Either'
import type * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import type { TokenFailure } from '../../lib/provider/token-failure.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import type { RotateEnv, SecretDescription } from '../../lib/rotation/rotate-env.ts'
import type { AwsFailure } from '../../lib/rotation/rotation-error.ts'
import type { Outcome } from '../../lib/rotation/rotation-run.ts'
import { awsFailure, textOf } from '../fixed-data.ts'
import { happyEnv } from '../happy-env.ts'

/*
 * Two workers, whose calls are let through one by one in a random order; each call may take effect, fail, lose its
 * reply or answer with what was true before. Workers are ended between any two calls, people edit, roll back and
 * log in again. What cannot be had is left out: an answer that is lost between the provider and the write.
 */

const SEED = 20260302

type Fate = 'goes through' | 'fails' | 'loses its reply' | 'is stale'

/** A run of a worker. Shape: `calls` wait to be let through; there are two where a step asks for two things at once. */
type Run = {
  readonly calls: { readonly name: string; readonly let: (fate: Fate) => void }[]
  outcome: Outcome | undefined
  /** The newest refresh token lives in this run only. */
  holdsAnswer: boolean
  readonly endsAt: Date
}

type Move = {
  readonly act: Fate | 'other worker' | 'crash' | 'edit' | 'roll back' | 'consent' | 'time passes'
  readonly n: number
}

const weighted = (act: Move['act'], weight: number) => ({
  arbitrary: fc.constant<Move['act']>(act),
  weight,
})

const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.record({
    act: fc.oneof(
      weighted('goes through', 12),
      weighted('other worker', 4),
      weighted('fails', 2),
      weighted('loses its reply', 2),
      weighted('is stale', 2),
      weighted('crash', 2),
      weighted('edit', 1),
      weighted('roll back', 1),
      weighted('consent', 1),
      weighted('time passes', 4),
    ),
    n: fc.nat(7),
  }),
  { minLength: 10, maxLength: 80, size: 'max' },
)

const play = async (script: readonly Move[]) => {
  const world = happyEnv()
  const { clock, secrets, provider } = world
  const results = new Set<Outcome['result']>()
  const runs: [Run | undefined, Run | undefined] = [undefined, undefined]
  let before: SecretDescription | undefined
  let isConsentLast = false
  let budget = { stalePuts: 2, staleReads: 3, failedPuts: 5, people: 4 }
  let worker: 0 | 1 = 0

  /** People and promotions move labels; a stale read shows how they were. */
  const moving = async <A>(move: () => A): Promise<Awaited<A>> => {
    const seen = await world.env.secrets.describe('')()
    const at = secrets.current()
    const done = await move()
    if (secrets.current() !== at && E.isRight(seen)) before = seen.right
    return done
  }

  const gate =
    <Args extends readonly unknown[], Err, A>(
      run: Run,
      name: string,
      port: (...args: Args) => TE.TaskEither<Err, A>,
      stale: () => { readonly answer: A } | undefined = () => undefined,
    ) =>
    (...args: Args): TE.TaskEither<Err | AwsFailure, A> =>
    () =>
      new Promise((resolve) => {
        const through = () => moving(port(...args))
        const decide = async (fate: Fate): Promise<E.Either<Err | AwsFailure, A>> => {
          if (fate === 'fails') return E.left(awsFailure(name))
          if (fate === 'is stale') {
            const old = stale()
            if (old !== undefined) return E.right(old.answer)
          }
          const answer = await through()
          if (name === 'put') run.holdsAnswer = false
          return fate === 'loses its reply' ? E.left(awsFailure(name)) : answer
        }
        run.calls.push({ name, let: (fate) => void decide(fate).then(resolve) })
      })

  const envOf = (run: Run): RotateEnv => {
    const { secrets: s, ledger: l } = world.env
    return {
      ...world.env,
      secrets: {
        describe: gate(run, 'describe', s.describe, () => {
          budget = { ...budget, staleReads: budget.staleReads - 1 }
          return before === undefined || budget.staleReads < 0 ? undefined : { answer: before }
        }),
        getVersion: gate(run, 'get', s.getVersion, () => {
          budget = { ...budget, stalePuts: budget.stalePuts - 1 }
          return budget.stalePuts < 0 ? undefined : { answer: undefined }
        }),
        putPending: gate(run, 'put', s.putPending),
        promote: gate(run, 'promote', s.promote),
      },
      ledger: {
        acquire: gate(run, 'acquire', l.acquire),
        update: gate(run, 'update', l.update),
        read: gate(run, 'read', l.read),
      },
      sendPost: (post) =>
        new Promise((resolve, reject) => {
          const noConnection: TokenFailure = {
            tag: 'ProviderUnavailable',
            cause: 'no connection',
            mayBeApplied: false,
          }
          const answer = async () => {
            const response = await provider.sendPost(post)
            run.holdsAnswer = response.ok
            return response
          }
          run.calls.push({
            name: 'POST',
            let: (fate) => (fate === 'fails' ? reject(noConnection) : resolve(answer())),
          })
        }),
      wait: (milliseconds) => () =>
        new Promise((resolve) => {
          run.calls.push({ name: 'wait', let: () => resolve(clock.wait(milliseconds)()) })
        }),
    }
  }

  const settled = async (run: Run) => {
    while (run.calls.length === 0 && run.outcome === undefined) await setImmediate()
  }

  const start = async (which: 0 | 1, force: boolean) => {
    const request = world.request({ force })
    const run: Run = {
      calls: [],
      outcome: undefined,
      holdsAnswer: false,
      endsAt: request.endsAt,
    }
    runs[which] = run
    void rotate(envOf(run))(request)().then((outcome) => {
      run.outcome = outcome
      results.add(outcome.result)
    })
    await settled(run)
  }

  /** Lets the next call through; a worker whose time is over is ended, one that has no run begins one. */
  const step = async (which: 0 | 1, fate: Fate, force = true) => {
    const run = runs[which]
    const call = run?.calls[0]
    if (run === undefined || call === undefined || run.outcome !== undefined)
      return start(which, force)
    if (clock.now() >= run.endsAt && !run.holdsAnswer) {
      runs[which] = undefined
      return
    }
    const isPutAtRisk = run.holdsAnswer && call.name === 'put' && fate === 'fails'
    if (isPutAtRisk) budget = { ...budget, failedPuts: budget.failedPuts - 1 }
    run.calls.shift()
    call.let(isPutAtRisk && budget.failedPuts < 0 ? 'goes through' : fate)
    await settled(run)
  }

  const byPeople = async (move: () => unknown, isConsent = false) => {
    budget = { ...budget, people: budget.people - 1 }
    if (budget.people < 0) return
    await moving(move)
    isConsentLast = isConsent
  }

  const versionAt = (n: number): string => {
    const ids = [...secrets.versions.keys()]
    return ids[n % ids.length] ?? ''
  }

  const perform = async ({ act, n }: Move) => {
    switch (act) {
      case 'goes through':
        for (let i = 0; i <= n; i++) await step(worker, act)
        return
      case 'fails':
      case 'loses its reply':
      case 'is stale':
        return step(worker, act)
      case 'other worker':
        worker = worker === 0 ? 1 : 0
        return step(worker, 'goes through', n % 2 === 0)
      case 'crash':
        if (runs[worker]?.holdsAnswer !== true) runs[worker] = undefined
        return
      case 'edit':
        return byPeople(() => secrets.edit(secrets.versions.get(versionAt(n))?.text ?? ''))
      case 'roll back': {
        const id = versionAt(n)
        const isPending = secrets.labels.get('TOKEN_ROTATION_PENDING') === id
        return id === secrets.current() || isPending
          ? undefined
          : byPeople(() => secrets.rollBack(id))
      }
      case 'consent':
        return byPeople(() => secrets.edit(textOf(provider.consent())), true)
      case 'time passes':
        if (!runs.some((run) => run?.holdsAnswer)) clock.pass(n % 2 === 0 ? 200 : 1000)
    }
  }

  for (const move of script) await perform(move)
  for (const which of [0, 1] as const)
    while (runs[which]?.holdsAnswer) await step(which, 'goes through')

  // no more faults: what is left is finished, and at last refreshed
  for (const seconds of [200, 200, 200, 90_000, 90_000, 90_000]) {
    clock.pass(seconds)
    await start(0, seconds > 200)
    while (runs[0]?.outcome === undefined) await step(0, 'goes through')
  }
  const token = String(JSON.parse(secrets.currentText()).refresh_token)
  const grant = Number(token.split('-')[1])
  return {
    results,
    sent: provider.sent.length,
    revoked: provider.grants.flatMap(({ isAlive }, i) => (isAlive ? [] : [i])),
    isNewest: token === `refresh-${grant}-${provider.grants[grant]?.newest}`,
    isLastConsentKept: !isConsentLast || grant === provider.grants.length - 1,
    status: world.ledger.item().status,
  }
}

describe('when two workers, crashes, lost replies, stale reads and people meet in any order', () => {
  it('sends no spent token, keeps the grant, and ends with the newest token in AWSCURRENT', async () => {
    const seen = new Set<Outcome['result']>()
    await fc.assert(
      fc.asyncProperty(moves, async (script) => {
        const { results, sent, ...end } = await play(script)
        for (const result of results) seen.add(result)
        expect(end).toEqual({
          revoked: [],
          isNewest: true,
          isLastConsentKept: true,
          status: 'active',
        })
        expect(sent).toBeGreaterThan(0)
      }),
      { seed: SEED, numRuns: 800, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: true },
    )
    // the scripts are of use only while they lead everywhere
    expect([...seen].sort()).toEqual([
      'busy',
      'failed',
      'given up',
      'kept a newer version',
      'not due',
      'refreshed',
      'restored',
    ])
  }, 60_000)
})
