import { WORLD } from './fleet-plan.ts'
import { type Container, type RotateWorld, rotateContainer } from './rotate-container.ts'
import { cutRun, type Run } from './rotate-run.ts'

/** The containers of Rotate, each at one run at a time. Both promises are absent where nothing needs to be waited for. */
export type RotatePool = {
  readonly isFull: () => boolean
  readonly busy: () => number
  /** Effect: begins a run with a free container. */
  readonly begin: (credential: number) => Promise<void> | undefined
  /** Effect: ends the run of a container, which is free then, unless it was cut off. */
  readonly end: (slot: number) => Promise<void> | undefined
  /** Effect: new containers take the place of all, of those at work when they are done. */
  readonly replace: () => void
  /** Effect: ends every run where it is, and all containers. Gives what they were at. */
  readonly cut: (cause: string) => readonly number[]
}

/** Starts as many containers as the stack allows. `endAt` has `end` called then. */
export const rotatePool = (
  world: RotateWorld,
  endAt: (time: number, slot: number) => void,
): RotatePool => {
  const newContainers = (): Container[] =>
    Array.from({ length: WORLD.concurrency }, () => rotateContainer(world))
  let containers = newContainers()
  const runs: (Run | undefined)[] = containers.map(() => undefined)
  const free = containers.map((_, slot) => slot)

  const note = (slot: number, run: Run): void => {
    runs[slot] = run
    endAt(run.endsAt, slot)
  }

  return {
    isFull: () => free.length === 0,
    busy: () => WORLD.concurrency - free.length,
    begin: (credential) => {
      const slot = free.pop()
      const container = slot === undefined ? undefined : containers[slot]
      if (slot === undefined || container === undefined) return undefined
      const begun = container.begin(credential)
      if (begun instanceof Promise) return begun.then((run) => note(slot, run))
      note(slot, begun)
      return undefined
    },
    end: (slot) => {
      const run = runs[slot]
      if (run === undefined || run.endsAt !== world.now()) return undefined
      runs[slot] = undefined
      const release = (): void => {
        world.state.leasedUntil[run.credential] = 0
        free.push(slot)
      }
      const ended = containers[slot]?.end(run)
      if (ended !== undefined) return ended.then(release)
      release()
      return undefined
    },
    replace: () => {
      containers = newContainers()
    },
    cut: (cause) => {
      const cutOff = runs.flatMap((run, slot) => {
        if (run === undefined) return []
        cutRun(world, run, { now: world.now(), cause })
        runs[slot] = undefined
        free.push(slot)
        return [run.credential]
      })
      containers = newContainers()
      return cutOff
    },
  }
}
