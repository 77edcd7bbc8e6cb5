import type { ClientAuthMethod } from './client-auth-method.ts'
import type { ClientCertificate } from './client-certificate.ts'
import type { SigningKey } from './signing-key.ts'

/**
 * An OAuth client and all that it can prove itself with.
 *
 * Shape: `previousSecret` is the one that `secret` replaces, while not every server knows the new one; `method` is
 * chosen by the client's owner, absent: by what the client has; `issuer`, `subject`, `scope` and `audience` go
 * into signed assertions, where absent the client's id, nothing, or what the provider's definition says; `parameters` are sent as they are where the provider's
 * definition names them in `clientParameters`.
 */
export type Client = {
  readonly id: string
  readonly secret?: string | undefined
  readonly previousSecret?: string | undefined
  readonly method?: ClientAuthMethod | undefined
  readonly key?: SigningKey | undefined
  readonly certificate?: ClientCertificate | undefined
  readonly issuer?: string | undefined
  readonly subject?: string | undefined
  readonly scope?: string | undefined
  readonly audience?: string | undefined
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * The client of a provider that wants to hear of none. Its id is never sent: only a definition that leaves the id out
 * does without one.
 */
export const NO_CLIENT: Client = { id: 'no-client', parameters: {} }
