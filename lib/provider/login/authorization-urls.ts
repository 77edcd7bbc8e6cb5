import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import type { ProviderDefinition } from '../provider-definition.ts'
import { keepsItsDomain, tokenUrl } from '../token/token-url.ts'

/**
 * Where a login goes. Shape: `page` and `device` are absent where the definition does not know them, `longLived` where
 * the login's token needs no further exchange.
 */
export type AuthorizationUrls = {
  readonly page: URL | undefined
  readonly device: URL | undefined
  readonly token: URL
  readonly longLived: URL | undefined
}

/**
 * Fills the variables of the URLs that a login needs, by the rules of token URLs.
 *
 * Errors: a sentence that names the field of the definition, or the variable, and what was expected.
 */
export const authorizationUrls = (
  definition: ProviderDefinition,
  parameters: Readonly<Record<string, string>>,
): E.Either<string, AuthorizationUrls> => {
  const { longLivedExchange, authorizationHosts } = definition
  const fill = (field: UrlField) => filled(definition, parameters)(field, definition[field])
  return pipe(
    E.Do,
    E.apS('page', fill('authorizationUrl')),
    E.apS('device', fill('deviceAuthorizationUrl')),
    E.apS('code', fill('codeTokenUrl')),
    E.apS('refresh', fill('tokenUrl')),
    E.apS(
      'longLived',
      filled(definition, parameters)('longLivedExchange.url', longLivedExchange?.url),
    ),
    E.flatMap(({ page, device, code, refresh, longLived }) =>
      refresh === undefined
        ? E.left('tokenUrl: expected it in the definition')
        : E.right({
            page: page && atHost(page, authorizationHosts?.[refresh.host]),
            device,
            token: code ?? refresh,
            longLived: longLivedExchange && (longLived ?? refresh),
          }),
    ),
  )
}

/** The hosts are fixed in the definition, so that no tag chooses them. */
const atHost = (url: URL, host: string | undefined): URL =>
  host === undefined ? url : new URL(url.href.replace(url.host, host))

type UrlField = 'authorizationUrl' | 'deviceAuthorizationUrl' | 'codeTokenUrl' | 'tokenUrl'

const filled =
  (definition: ProviderDefinition, parameters: Readonly<Record<string, string>>) =>
  (field: string, text: string | undefined): E.Either<string, URL | undefined> => {
    const { variables, tokenUrl: known } = definition
    if (text === undefined) return E.right(undefined)
    const template = { tokenUrl: text, variables }
    const isKnown = [...text.matchAll(/\{\w+\}/g)].every(([spelling]) => known.includes(spelling))
    // a definition that extends another and has a token URL of its own may have taken over a page of the other's
    if (!isKnown || !keepsItsDomain(template))
      return E.left(
        `${definition.id}.${field}: expected only {variables} of its tokenUrl, left of a domain that is fixed`,
      )
    return pipe(
      tokenUrl(template, parameters),
      E.mapLeft(({ name, expected }) => `--param ${name}=…: expected ${expected}`),
    )
  }
