import * as E from 'fp-ts/Either'
import type { ProviderState } from '../../../rotation/provider-state.ts'
import { later } from '../../../rotation/schedule.ts'
import type { Deployment } from '../deployment.ts'
import type { Failure } from '../fail.ts'
import { providerView } from '../ledger-view.ts'
import type { Finding } from './finding.ts'

/** Reads what the ledger knows of the providers of a fleet. Errors: exit code 3. */
export const providerStates = async (
  deployment: Deployment,
  ids: readonly string[],
): Promise<E.Either<Failure, ReadonlyMap<string, ProviderState>>> => {
  const states = new Map<string, ProviderState>()
  for (let at = 0; at < ids.length; at += BATCH) {
    const page = await providerView(deployment)(ids.slice(at, at + BATCH))()
    if (E.isLeft(page)) return page
    for (const [id, state] of page.right) states.set(id, state)
  }
  return E.right(states)
}

const BATCH = 100

/** What is to be said of providers that are down, or reject a client. */
export const providerFindings = (
  states: ReadonlyMap<string, ProviderState>,
  now: Date,
): readonly Finding[] =>
  [...states].flatMap(([id, { openUntil, rejectedClients }]): readonly Finding[] => [
    ...(openUntil === undefined
      ? []
      : [
          {
            level: 'warning',
            about: 'providers',
            text: `${id} does not answer: only probes are sent until it does`,
            remedy: 'look at its status page; what waited is refreshed as soon as it is back',
          } as const,
        ]),
    ...([...rejectedClients.values()].some((at) => now < later(at, FORGET_SECONDS))
      ? [
          {
            level: 'trouble',
            about: 'clients',
            text: `${id} rejected a client in the last day`,
            remedy: `token-rotation status --provider ${id} --status failing, then: token-rotation client set <name>`,
          } as const,
        ]
      : []),
  ])

/** A rejection that is not seen again for a day no longer counts. */
const FORGET_SECONDS = 86_400
