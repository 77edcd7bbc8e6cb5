import * as E from 'fp-ts/Either'
import { type AddOptions, givenPolicy } from './add-options.ts'
import type { Deployment } from './deployment.ts'
import { type Failure, inTrouble } from './fail.ts'
import type { FoundSecret } from './find-secret.ts'
import { secretIfAny, writable } from './known-secret.ts'
import { type CurrentText, currentText } from './secret-writes.ts'
import { tagsInTheWay } from './tags-in-the-way.ts'

/** What is there under the name of a credential that is added. Shape: `existing` is absent for a new one. */
export type AdoptableSecret = {
  readonly existing: FoundSecret | undefined
  readonly current: CurrentText | undefined
}

/**
 * Looks at what is there under a name that a credential is to have.
 *
 * Errors: exit code 1 when the secret is there and is not to be adopted, or the other way round, or cannot be written,
 * or its tags say otherwise; 3 when AWS refuses.
 */
export const adoptable = async (
  deployment: Deployment,
  name: string,
  options: AddOptions,
): Promise<E.Either<Failure, AdoptableSecret>> => {
  const found = await secretIfAny(deployment)(name)()
  if (E.isLeft(found)) return found
  const existing = found.right
  const problem = existenceProblem(name, existing, options)
  if (problem !== undefined) return E.left(inTrouble(problem))
  if (existing === undefined) return E.right({ existing, current: undefined })
  const allowed = writable(deployment)(existing)
  if (E.isLeft(allowed)) return allowed
  const inTheWay = tagsInTheWay(deployment, existing, givenPolicy(options))
  if (inTheWay !== undefined) return E.left(inTrouble(inTheWay))
  if (existing.current === undefined) return E.right({ existing, current: undefined })
  const current = await currentText(deployment, existing)()
  return E.isLeft(current) ? current : E.right({ existing, current: current.right })
}

const existenceProblem = (
  name: string,
  existing: FoundSecret | undefined,
  { adopt, kmsKey }: Pick<AddOptions, 'adopt' | 'kmsKey'>,
): string | undefined => {
  if (existing === undefined)
    return adopt
      ? `secret ${name}: expected one that is there, since --adopt takes such a one`
      : undefined
  if (!adopt) return `secret ${name} is there already; to take it: --adopt`
  return kmsKey === undefined ? undefined : '--kms-key: expected only with a new secret'
}
