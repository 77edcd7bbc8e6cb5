import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { type Client, NO_CLIENT } from '../../provider/client/client.ts'
import { canAuthenticate, needsClient } from '../../provider/client/client-authentication.ts'
import { readClientSecret } from '../../provider/client/client-secret.ts'
import type { ProviderDefinition } from '../../provider/provider-definition.ts'
import { recordFailure } from '../record.ts'
import type { RotateEnv } from '../rotate-env.ts'
import type { Due, Ending, Read } from '../rotation-run.ts'
import { giveUp } from './give-up.ts'

/** The client of a request, and whose it is. */
type Identified = Pick<Due, 'client' | 'identity'>

/**
 * The client that refreshes a credential: the one that it carries, if that is enough, else the one of its name.
 *
 * Errors: always an ending, `InvalidClientSecret` where the client's secret is missing or cannot be used.
 */
export const clientOf =
  (env: RotateEnv) =>
  (run: Read): TE.TaskEither<Ending, Identified> => {
    const { clientId, clientSecret } = run.stored.credential
    const { definition, clientName } = run.settings
    const identified = (client: Client, carriedBy?: string): Identified => ({
      client,
      identity: { provider: definition.id, name: clientName, carriedBy },
    })
    const own = (client: Client): Identified => identified(client, run.request.secretArn)
    if (!needsClient(definition)) return TE.right(own(NO_CLIENT))
    const carried: Client | undefined =
      clientId === undefined ? undefined : { id: clientId, secret: clientSecret, parameters: {} }
    const isEnough = carried !== undefined && canAuthenticate(carried, definition)
    // an id alone is enough only where nobody has more
    if (isEnough && (clientSecret !== undefined || isPublic(definition)))
      return TE.right(own(carried))
    const secretName = `${env.tagPrefix}/clients/${clientName}`
    return pipe(
      env.clientSecret(secretName),
      TE.mapLeft(giveUp(run)),
      TE.flatMapEither(
        (text): E.Either<Ending, Identified> =>
          text === undefined && isEnough
            ? E.right(own(carried))
            : pipe(
                readClientSecret(text, definition),
                E.map((client) => identified(client)),
                E.mapLeft((expected) =>
                  recordFailure(env)(run, { tag: 'InvalidClientSecret', secretName, expected }),
                ),
              ),
      ),
    )
  }

const isPublic = ({ clientAuth }: ProviderDefinition): boolean =>
  clientAuth.every((method) => method === 'none')
