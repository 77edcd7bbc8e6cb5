import { agiloftMd5Secret } from '../adapters/agiloft.ts'
import { clientSecretHash } from '../adapters/smartsheet.ts'
import { stripeSecretKey } from '../adapters/stripe.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import type { Client } from './client.ts'
import { type ClientProof, clientAssertion } from './client-assertion.ts'
import type { ClientAuthMethod } from './client-auth-method.ts'
import { needOf, needsId, standingNeeds } from './client-needs.ts'
import { clientUnusable } from './client-unusable.ts'
import type { ProveClient } from './prove-client.ts'

/**
 * How a client proves itself at a provider: as its owner says, else by what it has, in the provider's order; without
 * any proof only where the provider takes that and the client has nothing else.
 *
 * Shape: `undefined`: it has nothing that the provider takes.
 */
export const methodOf = (
  client: Client,
  { clientAuth }: Pick<ProviderDefinition, 'clientAuth'>,
): ClientAuthMethod | undefined => {
  const { method } = client
  const choices = method !== undefined && clientAuth.includes(method) ? [method] : clientAuth
  return (
    choices.find((choice) => {
      const need = needOf(choice)
      return need !== undefined && client[need] !== undefined
    }) ?? choices.find((choice) => needOf(choice) === undefined)
  )
}

/** Whether a client has all that a request to the provider needs. */
export const canAuthenticate = (
  client: Client,
  definition: Pick<ProviderDefinition, 'clientAuth' | 'grant' | 'needsCertificate'>,
): boolean =>
  methodOf(client, definition) !== undefined &&
  standingNeeds(definition).every((kind) => client[kind] !== undefined)

/** Whether a provider wants to hear of a client at all. */
export const needsClient = (definition: ProviderDefinition): boolean =>
  needsId(definition, undefined) ||
  standingNeeds(definition).length > 0 ||
  definition.clientAuth.some((method) => needOf(method) !== undefined)

/**
 * Proves a client at a token endpoint; a certificate is shown on the connection, and not here.
 *
 * Errors: rejects with a `ClientUnusable` value before anything is sent.
 * Source: RFC 6749 section 2.3.1, RFC 7523 section 2.2, RFC 8705 section 2
 */
export const clientAuthentication = (proof: ClientProof): ProveClient => {
  const { id, secret = '' } = proof.client
  if (id === '') return noProof
  switch (methodOf(proof.client, proof.definition)) {
    case 'client_secret_post':
      return secret === '' ? noProof : clientSecretPost(secret)
    case 'client_secret_basic':
      return clientSecretBasic(secret)
    case 'none':
    case 'tls_client_auth':
      return nameAlone
    case 'private_key_jwt':
      return privateKeyJwt(proof)
    case 'client_secret_hash':
      return clientSecretHash(secret)
    case 'agiloft_md5_secret':
      return agiloftMd5Secret(secret)
    case 'stripe_secret_key':
      return stripeSecretKey(secret)
    case undefined:
      return noProof
  }
}

const noProof: ProveClient = () => Promise.reject(clientUnusable('NoProof'))

const nameAlone: ProveClient = (clientId, parameters) => {
  parameters.set('client_id', clientId)
}

const clientSecretPost =
  (secret: string): ProveClient =>
  (clientId, parameters) => {
    parameters.set('client_id', clientId)
    parameters.set('client_secret', secret)
  }

const clientSecretBasic =
  (secret: string): ProveClient =>
  (clientId, _, headers) => {
    headers.authorization = `Basic ${btoa(`${formEncoded(clientId)}:${formEncoded(secret)}`)}`
  }

/**
 * What needs no escape to be read the same by a server that unescapes and by one that does not has none: many do not
 * unescape anything.
 */
const formEncoded = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/%2F|%3D/g, decodeURIComponent)

const privateKeyJwt =
  (proof: ClientProof): ProveClient =>
  async (clientId, parameters) => {
    parameters.set('client_id', clientId)
    parameters.set(
      'client_assertion_type',
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    )
    parameters.set('client_assertion', await clientAssertion(proof))
  }
