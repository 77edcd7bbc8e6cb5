import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, describeProblem } from '../codec/decode.ts'
import { NonEmptyString } from '../codec/non-empty-string.ts'
import { optional } from '../codec/optional.ts'
import { sendable } from '../codec/sendable.ts'
import { type Client, canAuthenticate } from './client-authentication.ts'
import type { ProviderDefinition } from './provider-definition.ts'

const ClientSecret = t.type(
  {
    client_id: sendable(NonEmptyString),
    client_secret: optional(sendable(NonEmptyString)),
  },
  'a JSON object with client_id and client_secret',
)

/**
 * Reads the text of a secret that holds an OAuth client.
 *
 * Shape: `{client_id, client_secret, …}`; a public client needs no `client_secret`.
 * Errors: what was expected, never a value.
 */
export const readClientSecret = (
  text: string | undefined,
  method: ProviderDefinition['clientAuth'],
): E.Either<string, Client> =>
  text === undefined
    ? E.left('it to exist, as a JSON object with client_id and client_secret')
    : pipe(
        E.tryCatch(
          (): unknown => JSON.parse(text),
          () => [{ path: '', expected: ClientSecret.name }],
        ),
        E.flatMap(decode(ClientSecret)),
        E.mapLeft((problems) =>
          problems
            .map(describeProblem)
            .join('; ')
            .replace(/^expected /, ''),
        ),
        E.map(({ client_id: id, client_secret: secret }) => ({ id, secret })),
        E.filterOrElse(
          (client) => canAuthenticate(client, method),
          () => 'client_secret, which this provider needs',
        ),
      )
