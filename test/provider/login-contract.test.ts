import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { describe, expect, it } from 'vitest'
import { tokensOfLogin } from '../../lib/cli/operator/authorization/text.ts'
import { catalogue } from '../../lib/provider/load-providers.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import type { TokenGrant } from '../../lib/provider/token/token-response.ts'
import { AT } from './contract-exchange.ts'
import { documentedLogins } from './documented-login.ts'
import { exchangeOfLogin, loginPage } from './login/login-exchange.ts'

/*
 * The logins of the catalogue against what the providers document. The data in `login-contract/` was written from the
 * documentation alone, not from the catalogue's records: an error in a record shows here.
 */

const known = pipe(
  catalogue(),
  E.getOrElseW((message) => {
    throw new Error(message)
  }),
)

const definitionOf = (id: string): ProviderDefinition => {
  const definition = known.find((one) => one.id === id)
  if (definition === undefined) throw new Error(`the catalogue has no ${id}`)
  return definition
}

describe.each(documentedLogins)('when a person logs in at $id', (documented) => {
  const definition = definitionOf(documented.id)

  it('sends the browser as the provider documents', () => {
    expect(loginPage(definition, documented)).toStrictEqual(documented.page)
  })

  it.each(documented.logins)('exchanges as the provider documents when $when', async (login) => {
    const { requests } = await exchangeOfLogin(definition, documented, login)

    expect(requests).toEqual(
      login.exchanges.map(({ request }) => ({ ...request, query: request.query ?? {} })),
    )
  })

  it.each(documented.logins)('understands the answers when $when', async (login) => {
    const { outcome } = await exchangeOfLogin(definition, documented, login)
    const tokens = E.map((granted: TokenGrant) => tokensOfLogin(granted, definition, AT))(outcome)

    if (login.means === 'refused') return expect(E.isLeft(outcome)).toBe(true)
    if (login.means === 'nothing to refresh')
      return expect(tokens).toStrictEqual(
        E.right(E.left(expect.stringContaining(login.says ?? 'expected what it says'))),
      )
    const { idToken, scope, tokenType, ...granted } = E.isRight(outcome)
      ? outcome.right
      : { accessToken: '' }
    expect(JSON.parse(JSON.stringify(granted))).toEqual(login.means)
    expect(E.isRight(tokens) && E.isRight(tokens.right)).toBe(true)
  })
})

describe('when the catalogue is compared with the documented logins', () => {
  it('has none whose login is unusual and untried', () => {
    const unusual = known.filter(
      ({
        authorizationHosts,
        authorizationNames,
        codeExchange,
        codeNames,
        longLivedExchange,
        pkce,
      }) =>
        [authorizationHosts, authorizationNames, codeExchange, codeNames, longLivedExchange].some(
          (field) => field !== undefined,
        ) || pkce === 'hex',
    )
    const tried = documentedLogins.map(({ id }) => id)

    expect(unusual.map(({ id }) => id).filter((id) => !tried.includes(id))).toStrictEqual([])
  })
})
