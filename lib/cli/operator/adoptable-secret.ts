import * as E from 'fp-ts/Either'
import { type AddOptions, givenPolicy } from './add-options.ts'
import type { Deployment } from './deployment.ts'
import { accountSecrets } from './doctor/account-secrets.ts'
import { type Failure, inTrouble } from './fail.ts'
import type { FoundSecret } from './find-secret.ts'
import { secretIfAny, writable } from './known-secret.ts'
import { didYouMean } from './nearest.ts'
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
  if (existing === undefined) {
    if (!options.adopt) return E.right({ existing, current: undefined })
    const idea = didYouMean(name, await adoptableNames(deployment))
    return E.left(
      inTrouble(
        `secret ${name}: expected one that is there, since --adopt takes such a one${idea}`,
      ),
    )
  }
  if (!options.adopt)
    return E.left(inTrouble(`secret ${name} is there already; to take it: --adopt`))
  if (options.kmsKey !== undefined)
    return E.left(inTrouble('--kms-key: expected only with a new secret'))
  const allowed = writable(deployment)(existing)
  if (E.isLeft(allowed)) return allowed
  const inTheWay = tagsInTheWay(deployment, existing, givenPolicy(options))
  if (inTheWay !== undefined) return E.left(inTrouble(inTheWay))
  if (existing.current === undefined) return E.right({ existing, current: undefined })
  const current = await currentText(deployment, existing)()
  return E.isLeft(current) ? current : E.right({ existing, current: current.right })
}

/** The names of secrets that could be adopted, tagged or not, as far as AWS lets them be listed: they only help to guess. */
const adoptableNames = async (deployment: Deployment): Promise<readonly string[]> => {
  const names: string[] = []
  for await (const page of accountSecrets(deployment)) {
    if (E.isLeft(page)) return names
    names.push(
      ...page.right
        .map(({ name }) => name)
        .filter((name) => !name.startsWith(`${deployment.tagPrefix}/clients/`)),
    )
  }
  return names
}
