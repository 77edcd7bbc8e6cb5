import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { currentText } from '../../../aws/secrets.ts'
import type { Credential } from '../../../credential/credential.ts'
import { type Client, NO_CLIENT } from '../../../provider/client/client.ts'
import { canAuthenticate } from '../../../provider/client/client-authentication.ts'
import { readClientSecret } from '../../../provider/client/client-secret.ts'
import { ruledBy } from '../../../provider/login/exchange-rules.ts'
import type { Settings } from '../../../rotation/policy.ts'
import type { Deployment } from '../deployment.ts'
import { awsRefused, type Failure, inTrouble } from '../fail.ts'

/** The client that a person logs in for. Shape: `secretName` is absent where the credential carries it. */
export type LoginClient = { readonly client: Client; readonly secretName: string | undefined }

/**
 * Reads the client that a login is for: the one that the credential carries, if that is enough, else the one of its
 * name, which may say its redirect URI.
 *
 * Errors: exit code 1 when it is missing or cannot be used; 3 when AWS refuses.
 */
export const clientForLogin = (
  { secretsManager, tagPrefix }: Deployment,
  { definition: refreshed, clientName }: Settings,
  { clientId, clientSecret }: Credential,
): TE.TaskEither<Failure, LoginClient> => {
  const definition = ruledBy(refreshed, refreshed.codeExchange)
  const carried: Client | undefined =
    clientId === undefined ? undefined : { id: clientId, secret: clientSecret, parameters: {} }
  const isPublic = definition.clientAuth.every((method) => method === 'none')
  if (
    carried !== undefined &&
    canAuthenticate(carried, definition) &&
    (clientSecret !== undefined || isPublic)
  )
    return TE.right({ client: carried, secretName: undefined })
  const secretName = `${tagPrefix}/clients/${clientName}`
  const asked = {
    ...definition,
    clientParameters: [...new Set([...definition.clientParameters, 'redirect_uri'])],
  }
  return pipe(
    currentText(secretsManager)(secretName),
    TE.mapLeft(awsRefused(`secret ${secretName}`)),
    TE.flatMapEither((text) =>
      pipe(
        readClientSecret(text, asked),
        E.filterOrElse(
          ({ id }) => id !== NO_CLIENT.id,
          () => 'a client_id, which a login needs',
        ),
        E.bimap(
          (expected) =>
            inTrouble(
              `client: secret ${secretName}: expected ${expected}; set it with: token-rotation client set ${clientName} --provider ${definition.id}`,
            ),
          (client) => ({ client, secretName }),
        ),
      ),
    ),
  )
}
