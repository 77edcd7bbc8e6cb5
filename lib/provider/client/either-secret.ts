import { createHash } from 'node:crypto'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { TokenFailure } from '../token/token-failure.ts'
import type { Client } from './client.ts'

/**
 * The clients whose previous secret was the one that worked last.
 *
 * Shape: a hash of id and both secrets, so that nothing secret is kept and a replaced secret is a new client.
 */
export type SecretMemory = Set<string>

/**
 * Asks with the new one of two client secrets, and with the previous one where the server does not know the new one
 * yet; begins with the one that worked last.
 *
 * Asks again only after `invalid_client`, or what the provider says instead: a server that says so has not looked at the
 * grant, and no refresh token is spent. After anything else it may be.
 *
 * Effect: notes in the memory which secret worked.
 */
export const withEitherSecret =
  (memory: SecretMemory) =>
  <A>(
    client: Client,
    ask: (client: Client) => TE.TaskEither<TokenFailure, A>,
  ): TE.TaskEither<TokenFailure, A> => {
    const { previousSecret, ...current } = client
    if (previousSecret === undefined) return ask(client)
    const entry = entryOf(client)
    const askCurrent = pipe(
      ask(current),
      TE.tapIO(() => () => memory.delete(entry)),
    )
    const askPrevious = pipe(
      ask({ ...current, secret: previousSecret }),
      TE.tapIO(() => () => memory.add(entry)),
    )
    return memory.has(entry)
      ? pipe(askPrevious, orElseIfUnknown(askCurrent))
      : pipe(askCurrent, orElseIfUnknown(askPrevious))
  }

const orElseIfUnknown = <A>(other: TE.TaskEither<TokenFailure, A>) =>
  TE.orElse(
    (failure: TokenFailure): TE.TaskEither<TokenFailure, A> =>
      failure.tag === 'ClientRejected' && failure.providerCode !== 'unauthorized_client'
        ? other
        : TE.left(failure),
  )

const entryOf = ({ id, secret, previousSecret }: Client): string =>
  createHash('sha256')
    .update(JSON.stringify([id, secret, previousSecret]))
    .digest('base64url')
