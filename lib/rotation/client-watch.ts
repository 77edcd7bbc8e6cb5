import { createHash } from 'node:crypto'
import { pipe } from 'fp-ts/function'
import * as T from 'fp-ts/Task'
import * as TE from 'fp-ts/TaskEither'
import type { ProviderEvent } from './event.ts'
import { NO_TROUBLE, type ProviderState, type ProviderTable } from './provider-state.ts'
import type { ProviderStates } from './provider-states.ts'
import { later } from './schedule.ts'

/**
 * Whose client a request was made with.
 *
 * Shape: `name` is that of the client, as its secret is looked up; `carriedBy` is the ARN of a credential that carries a
 * client of its own, which says nothing of the client of the others.
 */
export type ClientIdentity = {
  readonly provider: string
  readonly name: string
  readonly carriedBy: string | undefined
}

/** Tells of clients that a provider rejects, whatever the number of their credentials. */
export type ClientWatch = {
  /** Effect: notes a rejection. Gives what is to be told: the first one of a client's name. */
  readonly rejected: (
    client: ClientIdentity,
    why: { readonly errorCode: string; readonly reason: string },
  ) => T.Task<readonly ProviderEvent[]>
  /** Effect: forgets a rejection, if one is known. Gives what is to be told: that no client of the name is rejected any more. */
  readonly accepted: (client: ClientIdentity) => T.Task<readonly ProviderEvent[]>
}

/**
 * Watches the clients on what all containers know.
 *
 * A healthy fleet costs no call: a client that is not known to be rejected has nothing to be forgotten. A rejection that
 * is not seen again for a day no longer counts, so that a credential that is gone does not silence the next one.
 */
export const clientWatch = (
  table: ProviderTable,
  states: ProviderStates,
  now: () => Date,
): ClientWatch => {
  const note = (provider: string, rejectedClients: ProviderState['rejectedClients']): void =>
    states.note(provider, { ...(states.known(provider) ?? NO_TROUBLE), rejectedClients })
  const isLive = (at: Date): boolean => now() < later(at, FORGET_SECONDS)
  /** The live rejections of a name. */
  const othersOf = (name: string, known: ProviderState['rejectedClients'], but?: string) =>
    [...known].filter(([key, at]) => nameIn(key) === name && key !== but && isLive(at))

  const overOf = (known: ProviderState['rejectedClients']): readonly string[] =>
    [...known].filter(([, at]) => !isLive(at)).map(([key]) => key)

  return {
    rejected: (client, { errorCode, reason }) => {
      const { provider, name } = client
      const key = rejectionKey(client)
      const known = states.known(provider)?.rejectedClients ?? new Map()
      // an item of the table has its limits, and one of a hundred is as good as another
      if (!known.has(key) && othersOf(name, known).length >= MAX_ENTRIES) return T.of([])
      const at = now()
      return pipe(
        table.addRejection(provider, key, at, overOf(known)),
        TE.match(
          () => [],
          (before) => {
            note(provider, new Map([...before, [key, at]]))
            const isNews = othersOf(name, before).length === 0
            return isNews ? [rejection(client, errorCode, reason)] : []
          },
        ),
      )
    },
    accepted: (client) => {
      const { provider, name } = client
      const key = rejectionKey(client)
      if (states.known(provider)?.rejectedClients.has(key) !== true) return T.of([])
      return pipe(
        table.removeRejection(provider, key),
        TE.match(
          () => [],
          (before) => {
            note(provider, new Map([...before].filter(([other]) => other !== key)))
            const wasLast = before.has(key) && othersOf(name, before, key).length === 0
            return wasLast
              ? [{ detailType: 'Client Accepted', detail: { provider, client: name } }]
              : []
          },
        ),
      )
    },
  }
}

/** The name of a rejection in the table: the client's, and for a client that a credential carries, a hash of that one's ARN. */
export const rejectionKey = ({ name, carriedBy }: ClientIdentity): string =>
  carriedBy === undefined
    ? name
    : `${name}#${createHash('sha256').update(carriedBy).digest('hex').slice(0, 16)}`

const nameIn = (key: string): string => key.split('#')[0] ?? key

const rejection = (
  { provider, name, carriedBy }: ClientIdentity,
  errorCode: string,
  reason: string,
): ProviderEvent => {
  const impact =
    carriedBy === undefined
      ? `no credential of ${provider} that uses the client ${name} is refreshed`
      : `a credential of ${provider} that carries its own client is not refreshed, and perhaps others are not`
  return {
    detailType: 'Client Rejected',
    detail: { provider, client: name, errorCode, message: `${impact}: ${reason}` },
  }
}

/** Rejected requests are tried again within the hour, unless their provider is down. */
const FORGET_SECONDS = 86_400
const MAX_ENTRIES = 100
