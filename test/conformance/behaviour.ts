import type { Place } from './place.ts'

/**
 * One behaviour of an AWS service that the rotation leans on.
 *
 * Shape: `observe` does something to resources named after `name` and tells what it saw; `aws` is what AWS
 * is known to answer; `local` and `moto` (5.2.1) what the local account and moto answer where they are known
 * to differ. `isOpen`: nobody has recorded AWS's answer, `aws` is our assumption, and another answer of a
 * real account is a finding instead of a failure. `motoRaces`: moto reads and writes in two steps, so that what it
 * answers to calls at the same moment hangs on its threads; it is not held to any answer.
 */
export type Behaviour = {
  readonly title: string
  readonly observe: (place: Place, name: string) => Promise<unknown>
  readonly aws: unknown
  readonly moto?: unknown
  readonly local?: unknown
  readonly isOpen?: true
  readonly motoRaces?: true
}
