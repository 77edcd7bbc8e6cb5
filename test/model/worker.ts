import { setImmediate } from 'node:timers/promises'
import { nativeRotation } from '../../lib/rotation/native-rotation.ts'
import { rotate } from '../../lib/rotation/rotate.ts'
import { later } from '../../lib/rotation/schedule.ts'
import { secretArn } from '../fixed-data.ts'
import type { Call, Reply } from './call.ts'
import { keyOf } from './key-of.ts'
import { recordedEnv } from './recorded-env.ts'

/** One invocation of a function, or, for native rotation, the four that belong together. */
export type Program = {
  readonly kind: 'scheduled' | 'forced' | 'native'
  readonly name: string
  readonly startedAt: number
  /** The version that is AWSCURRENT when it is asked for. */
  readonly versionId: string
}

/** A call that waits for its reply. Shape: `n` counts the calls of its worker. */
export type Pending = { readonly n: number; readonly call: Call; readonly askedAt: number }

/** Where a worker is. Shape: `outcome` is there once it has ended; `endsAt` is when its function is ended. */
export type Position = {
  readonly id: number
  readonly pending: readonly Pending[]
  readonly outcome: string | undefined
  readonly endsAt: number
}

/** A reply that was given, and when. */
type Given = { readonly n: number; readonly reply: Reply; readonly clock: number }

type Node = Position & { readonly history: readonly Given[]; readonly next: Map<string, Node> }

const FUNCTION_SECONDS = 90

/** Runs the real use case; what it does next depends on the replies that it was given, and on nothing else. */
export type Workers = {
  readonly begin: (program: Program) => Promise<Position>
  readonly reply: (
    program: Program,
    at: Position,
    n: number,
    reply: Reply,
    clock: number,
  ) => Promise<Position>
  /** How many different histories were run. */
  readonly count: () => number
  /** Everything that a worker came to. */
  readonly outcomes: () => ReadonlySet<string>
}

/**
 * Remembers where each history of replies leads, so that a worker is run again only for a history that is new: this is
 * what makes exhaustive search over the real code possible.
 */
export const createWorkers = (): Workers => {
  const nodes: Node[] = []
  const starts = new Map<number, Node>()
  let latest: { readonly id: number; readonly run: Run } | undefined
  const grow = (history: readonly Given[], run: Run): Node => {
    const node: Node = { ...run.position(), id: nodes.length, history, next: new Map() }
    latest = { id: node.id, run }
    nodes.push(node)
    return node
  }
  return {
    begin: async (program) => {
      const key = keyOf(program)
      const node = starts.get(key) ?? grow([], await start(program))
      starts.set(key, node)
      return node
    },
    reply: async (program, at, n, reply, clock) => {
      const node = nodes[at.id]
      if (node === undefined) throw new Error('this position is of other workers')
      const key = `${n} ${clock} ${keyOf(reply)}`
      const known = node.next.get(key)
      if (known !== undefined) return known
      const run = latest?.id === node.id ? latest.run : await replay(program, node.history)
      const given = { n, reply, clock }
      await run.give(given)
      const next = grow([...node.history, given], run)
      node.next.set(key, next)
      return next
    },
    count: () => nodes.length,
    outcomes: () => new Set(nodes.flatMap(({ outcome }) => outcome ?? [])),
  }
}

/** A worker that waits for replies. */
type Run = {
  readonly position: () => Omit<Position, 'id'>
  readonly give: (given: Given) => Promise<void>
}

const replay = async (program: Program, history: readonly Given[]): Promise<Run> => {
  const run = await start(program)
  for (const given of history) await run.give(given)
  return run
}

const start = async (program: Program): Promise<Run> => {
  const waiting = new Map<number, Pending & { readonly answer: (reply: Reply) => void }>()
  let clock = program.startedAt
  let calls = 0
  let outcome: string | undefined
  let endsAt = new Date(clock)
  const now = () => new Date(clock)
  const ask = (call: Call) =>
    new Promise<Reply>((answer) => {
      waiting.set(calls, { n: calls, call, askedAt: clock, answer })
      calls += 1
    })
  const settled = async () => {
    do await setImmediate()
    while (waiting.size === 0 && outcome === undefined)
  }
  const invoke = () => {
    endsAt = later(now(), FUNCTION_SECONDS)
    return endsAt
  }
  void perform(program, recordedEnv(ask, now, program.name), invoke).then((came) => {
    outcome = came
  })
  await settled()
  return {
    position: () => ({
      pending: [...waiting.values()].map(({ n, call, askedAt }) => ({ n, call, askedAt })),
      outcome,
      endsAt: endsAt.getTime(),
    }),
    give: async ({ n, reply, clock: at }) => {
      const call = waiting.get(n)
      if (call === undefined) throw new Error(`call ${n} was not made this time`)
      waiting.delete(n)
      clock = at
      call.answer(reply)
      await settled()
    },
  }
}

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const

/** Secrets Manager begins anew some other time when a step fails. */
const perform = async (
  { kind, name, versionId }: Program,
  env: ReturnType<typeof recordedEnv>,
  invoke: () => Date,
): Promise<string> => {
  if (kind !== 'native') {
    const force = kind === 'forced'
    const { result } = await rotate(env)({ secretArn, versionId, force, endsAt: invoke() })()
    return result
  }
  for (const Step of STEPS) {
    const step = { Step, SecretId: secretArn, ClientRequestToken: `${name}-copy` }
    const came = await nativeRotation(env, invoke())(step)()
    if (came._tag === 'Left') return `${Step}: ${came.left.tag}`
  }
  return 'rotated'
}
