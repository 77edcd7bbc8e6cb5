import type { ProviderDefinition } from '../provider-definition.ts'
import type { Client } from './client.ts'
import { clientUnusable } from './client-unusable.ts'
import type { JwtClaims, Sign } from './signer.ts'

/** What a client's proof is made of, and the world that it needs. Shape: `url` is the token URL, `newId` gives random ids. */
export type ClientProof = {
  readonly definition: ProviderDefinition
  readonly client: Client
  readonly url: URL
  readonly sign: Sign
  readonly now: () => Date
  readonly newId: () => string
}

/**
 * A JWT with which a client proves itself.
 *
 * Errors: rejects with a `ClientUnusable` value.
 * Source: RFC 7523 sections 2.2 and 3
 */
export const clientAssertion = (proof: ClientProof): Promise<string> => {
  const { id, issuer = id, subject = id } = proof.client
  return assertion(proof, { iss: issuer, sub: subject })
}

/**
 * A JWT that is itself the grant.
 *
 * Shape: without a subject, a client that is its own issuer speaks for itself; where the issuer has a name of its own,
 * as a Google service account does, the claim is left out.
 * Errors: rejects with a `ClientUnusable` value.
 * Source: RFC 7523 sections 2.1 and 3, https://developers.google.com/identity/protocols/oauth2/service-account
 */
export const bearerAssertion = (proof: ClientProof): Promise<string> => {
  const { id, issuer, subject, scope } = proof.client
  return assertion(proof, {
    iss: issuer ?? id,
    sub: subject ?? (issuer === undefined ? id : undefined),
    scope,
  })
}

const assertion = async (
  { definition, client, url, sign, now, newId }: ClientProof,
  claims: JwtClaims,
): Promise<string> => {
  if (client.key === undefined) throw clientUnusable('NoKey')
  const iat = Math.floor(now().getTime() / 1000)
  return sign(client.key, {
    ...claims,
    aud: client.audience ?? definition.assertionAudience ?? url.href,
    jti: newId(),
    iat,
    exp: iat + LIFETIME_SECONDS,
  })
}

/** For one request, and clocks that differ a little; Salesforce takes three minutes at most. */
const LIFETIME_SECONDS = 120
