import type { DueCredential } from '../../../lib/rotation/sweep-env.ts'
import { fairMessages } from './fair-messages.ts'
import type { FleetPlan } from './fleet-plan.ts'

/** The queue: messages that cannot be received yet, and those that can. Shape: a message is a credential; times in milliseconds. */
export type FleetQueue = {
  readonly send: (due: readonly DueCredential[], now: number) => void
  /** Effect: brings a credential back at that time. */
  readonly hide: (credential: number, until: number) => void
  /** Effect: has one that was hidden received. */
  readonly show: (credential: number) => void
  readonly take: () => number | undefined
  /** Those that can be received, and all. */
  readonly waiting: () => number
  readonly depth: () => number
}

/** A standard queue with delays, whose groups are served in turn. `showAt` has `show` called then. */
export const fleetQueue = (
  { members }: Pick<FleetPlan, 'members'>,
  credentialOf: (secretArn: string) => number,
  showAt: (time: number, credential: number) => void,
): FleetQueue => {
  const messages = fairMessages()
  let hidden = 0
  const hide = (credential: number, until: number): void => {
    hidden += 1
    showAt(until, credential)
  }
  return {
    hide,
    send: (due, now) => {
      for (const { secretArn, dueAt } of due) {
        // a delay is told in whole seconds, up to 15 minutes
        const seconds = Math.min(900, Math.max(0, Math.ceil((dueAt.getTime() - now) / 1000)))
        hide(credentialOf(secretArn), now + seconds * 1000)
      }
    },
    show: (credential) => {
      hidden -= 1
      messages.add(credential, members[credential] ?? 0)
    },
    take: messages.take,
    waiting: messages.size,
    depth: () => hidden + messages.size(),
  }
}
