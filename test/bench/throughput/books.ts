import type { LocalAccount } from '../../../lib/local/account.ts'
import type { AuthorizationServer } from '../../../lib/local/authorization/authorization-server.ts'
import type { DueCredential } from './due-fleet.ts'
import { refreshTokenOf } from './refresh-token-of.ts'

/**
 * Counts the grants that are lost: the authorization server is asked of what every secret holds, and takes only the
 * newest token of a living grant.
 */
export const countLost = async (
  { secretsManager }: LocalAccount,
  server: AuthorizationServer,
  fleet: readonly DueCredential[],
): Promise<number> => {
  const current = new Map(
    secretsManager
      .snapshot()
      .map(({ arn, versions }) => [
        arn,
        versions.find(({ labels }) => labels.includes('AWSCURRENT'))?.secretString,
      ]),
  )
  let lost = 0
  for (const { arn } of fleet)
    if ((await server.stateOf(refreshTokenOf(current.get(arn)) ?? '')) !== 'usable') lost += 1
  return lost
}

/** Counts what was tried in vain until the queue gave it up. */
export const deadLettersOf = async ({ queue }: LocalAccount): Promise<number> => {
  const { ready, inFlight, delayed } = await queue.depth(queue.deadLetterQueueName)
  return ready + inFlight + delayed
}
