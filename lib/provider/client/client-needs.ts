import type { Problem } from '../../codec/decode.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import type { ClientAuthMethod } from './client-auth-method.ts'

/** What a client can prove itself with. */
export type ProofKind = 'secret' | 'key' | 'certificate'

/** What a way of authenticating needs of the client; `undefined`: nothing. */
export const needOf = (method: ClientAuthMethod): ProofKind | undefined => {
  switch (method) {
    case 'client_secret_post':
    case 'client_secret_basic':
    case 'client_secret_hash':
    case 'agiloft_md5_secret':
    case 'stripe_secret_key':
      return 'secret'
    case 'private_key_jwt':
      return 'key'
    case 'tls_client_auth':
      return 'certificate'
    case 'none':
      return undefined
  }
}

/** What every client needs at a provider, however it authenticates. */
export const standingNeeds = ({
  grant,
  needsCertificate,
}: Pick<ProviderDefinition, 'grant' | 'needsCertificate'>): readonly ProofKind[] => [
  ...(grant === 'jwt_bearer' ? (['key'] as const) : []),
  ...(needsCertificate ? (['certificate'] as const) : []),
]

/** Whether a provider has any use for a kind of proof. */
export const hasUseFor = (definition: ProviderDefinition, kind: ProofKind): boolean =>
  standingNeeds(definition).includes(kind) ||
  definition.clientAuth.some((method) => needOf(method) === kind)

/** Whether a client has to have an id at a provider: it is sent, or names whoever signs. */
export const needsId = (definition: ProviderDefinition, issuer: string | undefined): boolean =>
  definition.parameterNames.client_id !== null ||
  definition.clientAuth.includes('client_secret_basic') ||
  (issuer === undefined && hasUseFor(definition, 'key'))

/** The fields that the secret of a provider's client usually has, for messages. */
export const usualFields = (definition: ProviderDefinition): string => {
  const [preferred] = definition.clientAuth
  const needs = [...standingNeeds(definition), preferred && needOf(preferred)]
  const proofs = needs.flatMap((kind) => (kind === undefined ? [] : [SPELLED[kind]]))
  return [...(needsId(definition, undefined) ? ['client_id'] : []), ...new Set(proofs)].join(
    ' and ',
  )
}

/**
 * The proofs that a client's secret lacks.
 *
 * Shape: `method` is the owner's choice; absent, one of the provider's will do.
 */
export const missingProofs = (
  fields: Readonly<Record<string, unknown>>,
  definition: ProviderDefinition,
  method: ClientAuthMethod | undefined,
): readonly Problem[] => {
  const isThere = (kind: ProofKind | undefined) =>
    kind === undefined || FIELDS[kind].some((field) => fields[field] !== undefined)
  const choices = (method === undefined ? definition.clientAuth : [method]).map(needOf)
  const missing = choices.some(isThere) ? [] : choices.flatMap((kind) => kind ?? [])
  const standing = standingNeeds(definition).filter((kind) => !isThere(kind))
  return [missing, ...standing.map((kind) => [kind])]
    .map((kinds) => [...new Set(kinds)].map((kind) => SPELLED[kind]).join(', or '))
    .filter((names) => names !== '')
    .map((names) => ({ path: '', expected: `${names}, which this provider needs` }))
}

const FIELDS: Readonly<Record<ProofKind, readonly string[]>> = {
  secret: ['client_secret'],
  key: ['private_key', 'jwk', 'private_key_jwt', 'kms_key_id'],
  certificate: ['certificate'],
}

const SPELLED: Readonly<Record<ProofKind, string>> = {
  secret: 'client_secret',
  key: 'private_key, jwk or kms_key_id',
  certificate: 'certificate and certificate_key',
}
