import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { type FunctionName, type PlacedPair, placeBundles } from '../bare/place-bundles.ts'
import { messageOf } from '../message-of.ts'
import type { RefreshAccount } from '../refresh-account.ts'
import { startOnce } from './start-once.ts'
import type { Start } from './started-function.ts'

/** A start of a function, and one of its bare handler right before or after it. */
export type StartPair = { readonly product: Start; readonly bare: Start }

/** A function and its bare handler. Shape: `calls` are those that both made in every first invocation. */
export type StartedInTurns = Omit<PlacedPair, 'folder'> & {
  readonly name: FunctionName
  readonly pairs: readonly StartPair[]
  readonly calls: readonly string[]
}

/** Starts both so many times, in turns. Errors: rejects when they did not make the same calls. */
export const startInTurns = async (
  world: RefreshAccount,
  dist: string,
  name: FunctionName,
  starts: number,
): Promise<StartedInTurns> => {
  const { folder, ...bundles } = await placeBundles(dist, name, world.providers)
  const { product, bare } = bundles
  const nextEvent = await events(world)[name]()
  const start = async (bundle: string) => {
    const event = await nextEvent()
    world.takeCalls()
    const started = await startOnce(bundle, event, world.variables)
    return { started, calls: comparable(name, world.takeCalls()) }
  }
  try {
    const pairs: StartPair[] = []
    let calls: readonly string[] = []
    while (pairs.length < starts) {
      const isProductFirst = pairs.length % 2 === 0
      const one = await start(isProductFirst ? product.path : bare.path)
      const other = await start(isProductFirst ? bare.path : product.path)
      if (one.calls.length === 0 || one.calls.join() !== other.calls.join())
        throw new Error(`expected the same calls, and saw ${one.calls} and ${other.calls}`)
      calls = one.calls
      const [first, second] = [one.started, other.started]
      pairs.push(
        isProductFirst ? { product: first, bare: second } : { product: second, bare: first },
      )
    }
    return { name, ...bundles, pairs, calls }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/**
 * The calls that a function and its bare handler must have in common, in order but for those that a sweep makes at once.
 * Rotate and NativeRotation also read the provider's state, which a container does now and then and not by the refresh.
 */
const comparable = (name: FunctionName, calls: readonly string[]): readonly string[] =>
  name === 'sweep' ? calls.toSorted() : calls.filter((operation) => operation !== 'GetItem')

/** What each function is invoked with: a refresh, the same under Secrets Manager's own rotation, a sweep that finds nothing due. */
const events = ({
  account,
  dueSecrets,
}: RefreshAccount): Readonly<
  Record<FunctionName, () => Promise<() => Promise<unknown>> | (() => Promise<unknown>)>
> => ({
  sweep: async () => {
    await dueSecrets(5)
    await account.sweep()
    await account.settled()
    return async () => ({})
  },
  rotate: () => async () => (await dueSecrets(1)).map(messageOf)[0],
  'native-rotation': () => async () => {
    const [secret] = await dueSecrets(1)
    return {
      Step: 'createSecret',
      SecretId: secret?.secretArn,
      ClientRequestToken: randomUUID(),
    }
  },
})
