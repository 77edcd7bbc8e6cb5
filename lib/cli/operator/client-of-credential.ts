import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { currentText } from '../../aws/secrets.ts'
import type { Client } from '../../provider/client/client.ts'
import { canAuthenticate, needsClient } from '../../provider/client/client-authentication.ts'
import { readClientSecret } from '../../provider/client/client-secret.ts'
import type { Deployment } from './deployment.ts'
import { awsRefused, type Failure, inTrouble } from './fail.ts'
import type { PlannedCredential } from './planned-credential.ts'

/** Where the client of a credential is found. Shape: `secretName` is absent for one that the credential carries. */
export type FoundClient = { readonly line: string; readonly secretName?: string }

/**
 * Finds the client that will refresh a credential, as the functions do: the one that it carries, if that is enough, else
 * the one of its name.
 *
 * Errors: exit code 1 when the client's secret is missing or cannot be used; 3 when AWS refuses, but for a secret that
 * the operator may not read, which is said instead.
 */
export const clientOfCredential = (
  { secretsManager, tagPrefix }: Deployment,
  { settings: { definition, clientName }, stored: { credential } }: PlannedCredential,
): TE.TaskEither<Failure, FoundClient> => {
  if (!needsClient(definition)) return TE.right({ line: 'this provider wants no client' })
  const { clientId, clientSecret } = credential
  const carried: Client | undefined =
    clientId === undefined ? undefined : { id: clientId, secret: clientSecret, parameters: {} }
  const isEnough = carried !== undefined && canAuthenticate(carried, definition)
  const isPublic = definition.clientAuth.every((method) => method === 'none')
  if (isEnough && (clientSecret !== undefined || isPublic))
    return TE.right({ line: 'the credential carries its client' })
  const secretName = `${tagPrefix}/clients/${clientName}`
  return pipe(
    currentText(secretsManager)(secretName),
    TE.map((text) => ({ text, isReadable: true })),
    TE.orElseW((failure) =>
      failure.code === 'AccessDeniedException' || failure.code === 'KmsAccessDenied'
        ? TE.right({ text: undefined, isReadable: false })
        : TE.left(awsRefused(`secret ${secretName}`)(failure)),
    ),
    TE.flatMapEither(({ text, isReadable }): E.Either<Failure, FoundClient> => {
      if (!isReadable)
        return E.right({
          secretName,
          line: `its client is in ${secretName}, which you may not read`,
        })
      if (text === undefined && isEnough)
        return E.right({ line: 'the credential carries its client' })
      return pipe(
        readClientSecret(text, definition),
        E.bimap(
          (expected) =>
            inTrouble(
              `client: secret ${secretName}: expected ${expected}; set it with: token-rotation client set ${clientName} --provider ${definition.id}`,
            ),
          () => ({ secretName, line: `its client is in ${secretName}` }),
        ),
      )
    }),
  )
}
