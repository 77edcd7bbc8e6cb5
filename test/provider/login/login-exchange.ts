import * as E from 'fp-ts/Either'
import { localSign } from '../../../lib/provider/client/signer.ts'
import { readAuthorizationAnswer } from '../../../lib/provider/login/authorization-answer.ts'
import { exchangeCode } from '../../../lib/provider/login/authorization-code.ts'
import { authorizationUrl } from '../../../lib/provider/login/authorization-request.ts'
import {
  type AuthorizationUrls,
  authorizationUrls,
} from '../../../lib/provider/login/authorization-urls.ts'
import { ruledBy } from '../../../lib/provider/login/exchange-rules.ts'
import type { ProviderDefinition } from '../../../lib/provider/provider-definition.ts'
import { guardedFetch, type TokenPost } from '../../../lib/provider/token/guarded-fetch.ts'
import type { TokenFailure } from '../../../lib/provider/token/token-failure.ts'
import type { TokenGrant } from '../../../lib/provider/token/token-response.ts'
import { AT, clientOf, requestIn } from '../contract-exchange.ts'
import type { DocumentedLogin, DocumentedLogins } from '../documented-login.ts'
import type { DocumentedRequest } from '../documented-provider.ts'
import { startServer } from '../http-server.ts'

/** What a login of the test data has of its own. Source: RFC 7636 appendix B */
const OWN: Readonly<Record<string, string>> = {
  '<state>': 'state-1',
  '<verifier>': 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  '<challenge>': 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  '<hexadecimal challenge>': '13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3',
}
const [STATE = '', VERIFIER = ''] = Object.values(OWN)

/** The page that a person is sent to, in the form of the test data. */
export const loginPage = (
  definition: ProviderDefinition,
  documented: DocumentedLogins,
): DocumentedLogins['page'] => {
  const { page } = urlsOf(definition, documented)
  if (page === undefined) throw new Error('expected a page')
  const url = authorizationUrl({
    definition,
    page,
    clientId: clientFor(definition, documented).id,
    redirectUri: documented.redirectUri,
    scopes: documented.scopes ?? [],
    state: STATE,
    codeVerifier: VERIFIER,
  })
  return {
    url: url.origin + url.pathname,
    query: named(Object.fromEntries(url.searchParams)),
  }
}

/**
 * Lets a browser come back and the code be exchanged, at a server on loopback that answers as the provider is
 * documented to.
 *
 * Shape: `requests` are in the form of the test data. Each goes to its URL with only the origin replaced.
 */
export const exchangeOfLogin = async (
  definition: ProviderDefinition,
  documented: DocumentedLogins,
  { exchanges, comesBack = documented.comesBack }: DocumentedLogin,
): Promise<{
  readonly requests: readonly DocumentedRequest[]
  readonly outcome: E.Either<TokenFailure, TokenGrant>
}> => {
  const asked: URL[] = []
  const server = await startServer((response) => {
    const { status, body } = exchanges[asked.length - 1] ?? { status: 500, body: {} }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const sendPost = (post: TokenPost) => {
    asked.push(post.url)
    const url = new URL(post.url.pathname + post.url.search, server.url)
    return guardedFetch({ loopback: true })({ ...post, url })
  }
  const urls = urlsOf(definition, documented)
  try {
    const outcome = await exchangeCode({
      sendPost,
      sign: localSign,
      now: () => AT,
      newId: () => 'jti-1',
    })({
      definition,
      client: clientFor(definition, documented),
      url: urls.token,
      longLivedUrl: urls.longLived,
      code: codeOf(definition, comesBack),
      redirectUri: documented.redirectUri,
      codeVerifier: VERIFIER,
    })()
    const requests = server.received.map((received, i) => {
      const [url, request] = [asked[i], exchanges[i]?.request]
      if (url === undefined || request === undefined) throw new Error('expected no more requests')
      const { body, ...others } = requestIn(url, received, request)
      return { ...others, body: body && named(body) }
    })
    return { requests, outcome }
  } finally {
    await server.stop()
  }
}

const urlsOf = (
  definition: ProviderDefinition,
  { parameters = {} }: DocumentedLogins,
): AuthorizationUrls => {
  const urls = authorizationUrls(definition, parameters)
  if (E.isLeft(urls)) throw new Error(urls.left)
  return urls.right
}

const clientFor = (definition: ProviderDefinition, documented: DocumentedLogins) =>
  clientOf(ruledBy(definition, definition.codeExchange), documented)

const codeOf = (
  { codeNames }: ProviderDefinition,
  comesBack: DocumentedLogins['comesBack'],
): string => {
  const parameters = new URLSearchParams(comesBack)
  for (const [name, value] of Object.entries(comesBack)) parameters.set(name, OWN[value] ?? value)
  const answer = readAuthorizationAnswer(parameters, STATE, codeNames)
  if (answer.tag !== 'Granted') throw new Error(`expected a code, not ${answer.tag}`)
  return answer.code
}

/** What is this login's own, by the names of the test data. */
const named = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).map(([name, value]) => [
      name,
      Object.keys(OWN).find((own) => OWN[own] === value) ?? value,
    ]),
  )
