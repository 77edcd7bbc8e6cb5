import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import { decode, describeProblem, type Problem } from '../../codec/decode.ts'
import { NonEmptyString } from '../../codec/non-empty-string.ts'
import { oneOf } from '../../codec/one-of.ts'
import { optional } from '../../codec/optional.ts'
import { sendable } from '../../codec/sendable.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { type Client, NO_CLIENT } from './client.ts'
import { methodOf } from './client-authentication.ts'
import { readClientCertificate } from './client-certificate.ts'
import {
  hasUseFor,
  missingProofs,
  needOf,
  needsId,
  type ProofKind,
  usualFields,
} from './client-needs.ts'
import { readSigningKey } from './signing-key.ts'

/**
 * Reads the text of a secret that holds an OAuth client, as far as the provider has use for it.
 *
 * Shape: the README lists the fields; a downloaded key file of Google's is one too (`client_email`, `private_key`,
 * `private_key_id`). Fields of proofs that the provider does not take are not looked at.
 * Errors: everything that was expected for this provider, never a value.
 */
export const readClientSecret = (
  text: string | undefined,
  definition: ProviderDefinition,
): E.Either<string, Client> => {
  const shape = `a JSON object with ${usualFields(definition)}`
  return text === undefined
    ? E.left(`it to exist, as ${shape}`)
    : pipe(
        parse(text, shape),
        E.flatMap((fields) => readFields(fields, definition)),
        E.mapLeft((problems) =>
          problems
            .map(describeProblem)
            .join('; ')
            .replace(/^expected /, ''),
        ),
      )
}

type Read<A> = E.Either<readonly Problem[], A>
type Fields = Readonly<Record<string, unknown>>

const parse = (text: string, shape: string): Read<Fields> =>
  pipe(
    E.tryCatch((): unknown => JSON.parse(text), String),
    E.filterOrElse(t.UnknownRecord.is, String),
    E.mapLeft(() => [{ path: '', expected: shape }]),
  )

const Text = sendable(NonEmptyString)
const Name = optional(Text)

const Names = t.type({
  client_id: Name,
  issuer: Name,
  client_email: Name,
  subject: Name,
  scope: Name,
  audience: Name,
})
const Secrets = t.type({ client_secret: Name, previous_client_secret: Name })

const readFields = (fields: Fields, definition: ProviderDefinition): Read<Client> => {
  const { clientAuth, clientParameters } = definition
  const Method = t.type({ token_endpoint_auth_method: optional(oneOf(clientAuth)) })
  const Parameters = t.type(Object.fromEntries(clientParameters.map((name) => [name, Name])))
  const chosen = clientAuth.find((m) => m === fields.token_endpoint_auth_method)
  const missing = missingProofs(fields, definition, chosen)
  const ifOfUse = <A>(kind: ProofKind, read: Read<A>) =>
    hasUseFor(definition, kind) ? read : E.right(undefined)
  const names = readNames(fields, definition)
  const method = decode(Method)(fields)
  const secrets = ifOfUse('secret', decode(Secrets)(fields))
  const key = ifOfUse('key', readSigningKey(fields))
  const certificate = ifOfUse('certificate', readClientCertificate(fields))
  const parameters = decode(Parameters)(fields)
  if (
    E.isLeft(names) ||
    E.isLeft(method) ||
    E.isLeft(secrets) ||
    E.isLeft(key) ||
    E.isLeft(certificate) ||
    E.isLeft(parameters) ||
    missing.length > 0
  )
    return E.left([
      ...[names, method, secrets, key, certificate, parameters].flatMap(problemsIn),
      ...missing,
    ])
  return E.right(
    withoutIdleSecret(definition, {
      ...names.right,
      secret: secrets.right?.client_secret,
      previousSecret: secrets.right?.previous_client_secret,
      method: method.right.token_endpoint_auth_method,
      key: key.right,
      certificate: certificate.right,
      parameters: textsOf(parameters.right, clientParameters),
    }),
  )
}

const problemsIn = (read: Read<unknown>): readonly Problem[] => (E.isLeft(read) ? read.left : [])

/** In a downloaded key file the account's address is the issuer, and `client_id` a number beside it. */
const readNames = (
  fields: Fields,
  definition: ProviderDefinition,
): Read<Pick<Client, 'id' | 'issuer' | 'subject' | 'scope' | 'audience'>> =>
  pipe(
    decode(Names)(fields),
    E.map(({ client_id: id, client_email: address, issuer, subject, scope, audience }) => ({
      id,
      issuer: issuer ?? (definition.grant === 'jwt_bearer' ? address : undefined),
      subject,
      scope,
      audience,
    })),
    E.filterOrElseW(
      ({ id, issuer }) => id !== undefined || !needsId(definition, issuer),
      (): readonly Problem[] => [{ path: 'client_id', expected: Text.name }],
    ),
    E.map((names) => ({ ...names, id: names.id ?? NO_CLIENT.id })),
  )

const textsOf = (fields: Fields, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = fields[name]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )

/** A second secret is of use only beside another one that is sent. */
const withoutIdleSecret = (definition: ProviderDefinition, client: Client): Client => {
  const { previousSecret, ...others } = client
  const method = methodOf(client, definition)
  return previousSecret === undefined ||
    previousSecret === client.secret ||
    method === undefined ||
    needOf(method) !== 'secret'
    ? others
    : client
}
