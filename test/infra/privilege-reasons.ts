import { NETWORK_REASONS } from './network-reasons.ts'
import type { Privilege } from './privileges.ts'
import { RESOURCE_REASONS } from './resource-reasons.ts'
import { ROLE_REASONS } from './role-reasons.ts'

/** Why privileges are granted: those that match in everything that is said here. */
export type Reason = {
  readonly who: RegExp
  readonly actions: readonly string[]
  readonly on: RegExp
  readonly effect?: 'Allow' | 'Deny'
  readonly when?: RegExp
  readonly why: string
  /** Why the resource is a pattern; absent: it is none. */
  readonly pattern?: string
}

export const REASONS: readonly Reason[] = [...ROLE_REASONS, ...NETWORK_REASONS, ...RESOURCE_REASONS]

/** Every reason that speaks of a privilege. There ought to be one. */
export const reasonsOf = (privilege: Privilege): readonly Reason[] =>
  REASONS.filter(
    ({ who, actions, on, effect = 'Allow', when }) =>
      who.test(privilege.who) &&
      actions.includes(privilege.action) &&
      on.test(privilege.on) &&
      effect === privilege.effect &&
      (when === undefined ? true : when.test(privilege.when)),
  )
