import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { SendPost } from '../lib/provider/token/token-request.ts'
import type { Meter } from '../lib/rotation/meter.ts'
import {
  NO_TROUBLE,
  type ProviderState,
  type ProviderTable,
} from '../lib/rotation/provider-state.ts'
import {
  type Escrow,
  type Ledger,
  PENDING_LABEL,
  type Secrets,
} from '../lib/rotation/rotate-env.ts'
import type { AwsFailure } from '../lib/rotation/rotation-error.ts'
import { later } from '../lib/rotation/schedule.ts'
import type { SweepEnv } from '../lib/rotation/sweep-env.ts'
import type { KeptWalk, Walk } from '../lib/rotation/walk.ts'
import { awsFailure, itemOf, NOW, secretArn, steadyItem, textOf } from './fixed-data.ts'

/** A clock that only tests and waits move. */
export const fakeClock = () => {
  let time = NOW
  const pass = (seconds: number) => {
    time = later(time, seconds)
  }
  return {
    now: () => time,
    deadline: (seconds: number) => later(time, seconds),
    pass,
    wait: (milliseconds: number) => async () => pass(milliseconds / 1000),
  }
}

type Clock = ReturnType<typeof fakeClock>

/** Seals nothing, and can still tell whether a text was meant for its secret. */
export const fakeEscrow = (calls: string[] = []): Escrow => ({
  seal: (secretArn, text) => async () => {
    calls.push('seal')
    return E.right(new Uint8Array(Buffer.from(JSON.stringify([secretArn, text]))))
  },
  open: (secretArn, sealed) => async () => {
    calls.push('open')
    const [boundTo, text] = JSON.parse(Buffer.from(sealed).toString())
    return boundTo === secretArn ? E.right(text) : E.left(awsFailure('OpenEscrow'))
  },
})

/** One secret with the labels and the compare-and-swap of Secrets Manager, and people who edit it. */
export const fakeSecrets = (clock: Clock, account: string[] = []) => {
  const versions = new Map([['v1', { text: textOf('refresh-0-0'), createdAt: later(NOW, -7200) }]])
  const labels = new Map([['AWSCURRENT', 'v1']])
  const tags: Record<string, string> = { 'token-rotation:provider': 'acme', team: 'crm' }
  let edits = 0
  const moveCurrent = (to: string) => {
    labels.set('AWSPREVIOUS', labels.get('AWSCURRENT') ?? to).set('AWSCURRENT', to)
  }
  const labelled = () =>
    Object.fromEntries(
      [...versions.keys()]
        .map((id): [string, string[]] => [
          id,
          [...labels].filter(([, at]) => at === id).map(([label]) => label),
        ])
        .filter(([, held]) => held.length > 0),
    )
  const done = (operation: string) => account.push(operation)
  const port: Secrets = {
    describe: () => async () => {
      done('describe')
      return E.right({ name: 'crm/acme', tags: { ...tags }, versions: labelled() })
    },
    getVersion: (_, id) => async () => {
      done('getVersion')
      return E.right(versions.get(id))
    },
    putPending: (_, id, text) => async () => {
      done('putPending')
      const known = versions.get(id)
      if (known !== undefined && known.text !== text)
        return E.left(awsFailure('PutSecretValue', 'ResourceExistsException'))
      versions.set(id, known ?? { text, createdAt: clock.now() })
      labels.set(PENDING_LABEL, id)
      return E.right(undefined)
    },
    promote:
      (_, { from, to }) =>
      async () => {
        done('promote')
        if (labels.get('AWSCURRENT') !== from || !versions.has(to))
          return E.left(awsFailure('UpdateSecretVersionStage', 'InvalidParameterException'))
        moveCurrent(to)
        return E.right(undefined)
      },
  }
  return {
    port,
    versions,
    labels,
    tags,
    current: () => labels.get('AWSCURRENT') ?? '',
    currentText: () => versions.get(labels.get('AWSCURRENT') ?? '')?.text ?? '',
    /** A person, or a template, puts a value. */
    edit: (text: string) => {
      edits += 1
      versions.set(`edit-${edits}`, { text, createdAt: clock.now() })
      moveCurrent(`edit-${edits}`)
      return `edit-${edits}`
    },
    rollBack: moveCurrent,
  }
}

/** The ledger's rules in memory: the lease, the condition on it, and null that removes. */
export const fakeLedger = (account: string[] = [], items = new Map([[secretArn, steadyItem]])) => {
  const port: Ledger = {
    acquire:
      (id, { holder, until, now }) =>
      async () => {
        account.push('acquire')
        const item = items.get(id) ?? itemOf({ id })
        const { lease } = item
        if (lease !== undefined && lease.until > now && lease.holder !== holder)
          return E.right(undefined)
        const leased = { ...item, lease: { holder, until } }
        items.set(id, leased)
        return E.right(leased)
      },
    update: (id, holder, changes) => async () => {
      account.push('update')
      const item = items.get(id)
      if (item?.lease?.holder !== holder) return E.left({ tag: 'LeaseLost' })
      const given = Object.entries(changes)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, value ?? undefined])
      items.set(id, { ...item, ...Object.fromEntries(given) })
      return E.right(undefined)
    },
    read: (id) => async () => {
      account.push('read')
      return E.right(items.get(id))
    },
  }
  return { port, items, item: () => items.get(secretArn) ?? itemOf({}) }
}

/** The providers' states in memory, with the conditions on their writes. */
export const fakeProviderTable = (account: string[] = []) => {
  const states = new Map<string, ProviderState>()
  const stateOf = (provider: string): ProviderState => states.get(provider) ?? NO_TROUBLE
  /** Counts the call, and gives the state before a change. */
  const change = <A>(
    provider: string,
    to: (state: ProviderState) => { readonly answer: A; readonly state?: ProviderState },
  ): TE.TaskEither<AwsFailure, A> => {
    return async () => {
      account.push('breaker')
      const { answer, state } = to(stateOf(provider))
      if (state !== undefined) states.set(provider, state)
      return E.right(answer)
    }
  }
  const port: ProviderTable = {
    read: (provider) => change(provider, (answer) => ({ answer })),
    countOutage: (provider) =>
      change(provider, (before) => {
        const state = { ...before, outages: before.outages + 1 }
        return { answer: state, state }
      }),
    open: (provider, openUntil, seen) =>
      change(provider, (before) => {
        const isAsSeen = before.openUntil?.getTime() === seen?.getTime()
        return { answer: isAsSeen, ...(isAsSeen ? { state: { ...before, openUntil } } : {}) }
      }),
    close: (provider, at) =>
      change(provider, (before) => {
        const wasOpen = before.openUntil !== undefined
        const { rejectedClients } = before
        const recoveredAt = wasOpen ? at : before.recoveredAt
        return { answer: wasOpen, state: { outages: 0, rejectedClients, recoveredAt } }
      }),
    addRejection: (provider, key, at, forgotten) =>
      change(provider, (before) => ({
        answer: before.rejectedClients,
        state: {
          ...before,
          rejectedClients: new Map([
            ...[...before.rejectedClients].filter(([other]) => !forgotten.includes(other)),
            [key, at],
          ]),
        },
      })),
    removeRejection: (provider, key) =>
      change(provider, (before) => ({
        answer: before.rejectedClients,
        state: {
          ...before,
          rejectedClients: new Map([...before.rejectedClients].filter(([other]) => other !== key)),
        },
      })),
  }
  return { port, states }
}

/** What was noted of runs, in the order in which it was told. */
export const fakeMeter = () => {
  const told: object[] = []
  let noted = { secretWrites: 0, tokenRequests: [] as [string, number][] }
  const meter: Meter = {
    secretWrite: () => {
      noted.secretWrites += 1
    },
    tokenRequest: (provider, milliseconds) => {
      noted.tokenRequests.push([provider, milliseconds])
    },
    tell: (outcome) => {
      told.push({ ...noted, result: outcome?.result, errorCode: outcome?.errorCode })
      noted = { secretWrites: 0, tokenRequests: [] }
    },
  }
  return { meter, told }
}

/**
 * A provider whose refresh tokens `refresh-<grant>-<n>` work once; a second use revokes the grant. What stands in
 * `script` answers first.
 */
export const fakeProvider = (account: string[] = []) => {
  const grants = [{ newest: 0, isAlive: true }]
  const script: SendPost[] = []
  const sent: string[] = []
  const refuse = () => Response.json({ error: 'invalid_grant' }, { status: 400 })
  const tokenIn = (body: string) => new URLSearchParams(body).get('refresh_token') ?? 'none'
  const answer: SendPost = async ({ body }) => {
    const [, grant = '', n = ''] = tokenIn(body).split('-')
    const known = grants[Number(grant)]
    if (known?.isAlive !== true) return refuse()
    if (known.newest !== Number(n)) {
      known.isAlive = false
      return refuse()
    }
    known.newest += 1
    const next = `${grant}-${known.newest}`
    return Response.json({
      access_token: `access-${next}`,
      refresh_token: `refresh-${next}`,
      token_type: 'bearer',
      expires_in: 3600,
    })
  }
  const sendPost: SendPost = async (post) => {
    account.push('POST')
    sent.push(tokenIn(post.body))
    return script.shift()?.(post) ?? answer(post)
  }
  return {
    sendPost,
    /** The answer itself, for a script that does something before it. */
    answer,
    grants,
    script,
    sent,
    /** A person goes through the consent screen; gives the first refresh token. */
    consent: () => `refresh-${grants.push({ newest: 0, isAlive: true }) - 1}-0`,
  }
}

type Port<Args extends readonly unknown[], E, A> = (...args: Args) => TE.TaskEither<E, A>

/** A port whose first calls fail without an effect. */
export const failingTimes = <Args extends readonly unknown[], E, A>(
  times: number,
  port: Port<Args, E, A>,
  failure: AwsFailure = awsFailure('Any'),
): Port<Args, E | AwsFailure, A> => {
  let calls = 0
  return (...args) =>
    async () => {
      calls += 1
      return calls <= times ? E.left(failure) : port(...args)()
    }
}

/** A port whose first call takes effect, but whose reply is lost. */
export const losingFirstReply = <Args extends readonly unknown[], E, A>(
  port: Port<Args, E, A>,
): Port<Args, E | AwsFailure, A> => {
  let calls = 0
  return (...args) =>
    pipe(
      port(...args),
      TE.flatMap((answer) => {
        calls += 1
        return calls === 1
          ? TE.left<E | AwsFailure, A>(awsFailure('Any', 'TimeoutError'))
          : TE.right<E | AwsFailure, A>(answer)
      }),
    )
}

/** What sweeps leave for each other, with the compare-and-swap of the table; every write is kept. */
export const fakeWalk = () => {
  const writes: Walk[] = []
  let kept: KeptWalk = { revision: undefined, walk: undefined }
  const port: SweepEnv['walk'] = {
    read: async () => E.right(kept),
    save: (walk, revision) => async () => {
      if (revision !== kept.revision) return E.right(undefined)
      writes.push(walk)
      kept = { revision: String(writes.length), walk }
      return E.right(kept.revision)
    },
  }
  return { ...port, writes, walk: () => kept.walk }
}
