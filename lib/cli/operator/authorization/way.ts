import * as E from 'fp-ts/Either'
import type { Client } from '../../../provider/client/client.ts'
import type { AuthorizationUrls } from '../../../provider/login/authorization-urls.ts'
import type { ProviderDefinition } from '../../../provider/provider-definition.ts'
import { isLoopback } from '../../../provider/token/token-url.ts'
import { type Failure, inTrouble, wrongUsage } from '../fail.ts'
import { type LoginWayOptions, USUAL_PORT } from './options.ts'

/**
 * How a person logs in: with a page here that the browser comes back to, by pasting the address that it ends at, or
 * with a code on another device.
 *
 * Shape: a listener's `redirectUri` has port 0 where any that is free will do.
 */
export type LoginWay =
  | { readonly tag: 'Listen'; readonly page: URL; readonly redirectUri: URL }
  | { readonly tag: 'Paste'; readonly page: URL; readonly redirectUri: string }
  | { readonly tag: 'Device'; readonly deviceUrl: URL }

/**
 * Chooses how a person logs in.
 *
 * Errors: exit code 1 where it is not known how one logs in at the provider, or where the browser may come back to; 2 where `--device` is not.
 */
export const loginWay = (
  definition: ProviderDefinition,
  { page, device }: AuthorizationUrls,
  client: Client,
  options: LoginWayOptions,
): E.Either<Failure, LoginWay> => {
  if (options.device && device === undefined)
    return E.left(
      wrongUsage(
        `--device: expected a provider that is known to have such a login, not ${definition.id}`,
      ),
    )
  if (device !== undefined && (options.device || page === undefined))
    return E.right({ tag: 'Device', deviceUrl: device })
  if (page === undefined)
    return E.left(
      inTrouble(
        `provider ${definition.id}: expected the address of its login page, and none is known; give it as authorizationUrl in --providers, or hand tokens over with: token-rotation add --from`,
      ),
    )
  const redirectUri =
    options.redirectUri ?? client.parameters.redirect_uri ?? usualRedirectUri(definition, options)
  if (redirectUri === undefined)
    return E.left(
      inTrouble(
        `provider ${definition.id}: expected the https redirect URI that the app has there, since ${definition.name} takes none of this machine; give it with --redirect-uri, or as redirect_uri in the client's secret, and paste the address that the browser ends at`,
      ),
    )
  const url = URL.canParse(redirectUri) ? new URL(redirectUri) : undefined
  return E.right(
    url?.protocol === 'http:' && isLoopback(url) && !options.manual
      ? { tag: 'Listen', page, redirectUri: url }
      : { tag: 'Paste', page, redirectUri },
  )
}

/** Where the app of an operator is registered to come back to; `undefined`: the provider takes no such address. */
const usualRedirectUri = (
  { loopbackRedirect = '127.0.0.1' }: ProviderDefinition,
  { port = USUAL_PORT }: LoginWayOptions,
): string | undefined =>
  loopbackRedirect === 'none' ? undefined : `http://${loopbackRedirect}:${port}/callback`
