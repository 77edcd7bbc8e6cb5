import type * as t from 'io-ts'
import { oneOf } from '../../codec/one-of.ts'

/**
 * How a client proves itself at a token endpoint, by the names of RFC 8414 (`token_endpoint_auth_method`), and three
 * that are a provider's own: see `adapters/`.
 */
export const ClientAuthMethod = oneOf([
  'client_secret_post',
  'client_secret_basic',
  'none',
  'private_key_jwt',
  'tls_client_auth',
  'client_secret_hash',
  'agiloft_md5_secret',
  'stripe_secret_key',
])
export type ClientAuthMethod = t.TypeOf<typeof ClientAuthMethod>
