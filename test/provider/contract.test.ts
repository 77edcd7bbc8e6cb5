import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogue } from '../../lib/provider/load-providers.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { byId } from '../../lib/provider/provider-file.ts'
import type { TokenFailure } from '../../lib/provider/token/token-failure.ts'
import type { TokenGrant } from '../../lib/provider/token/token-response.ts'
import { exchange, OWN, OWN_FINGERPRINT } from './contract-exchange.ts'
import {
  type DocumentedAnswer,
  documentedProviders,
  unrefreshableProviders,
} from './documented-provider.ts'

/*
 * The catalogue against what the providers document. The data in `contract/` was written from the documentation
 * alone, not from the catalogue's records: an error in a record shows here.
 */

const known = byId(
  pipe(
    catalogue(),
    E.getOrElseW((message) => {
      throw new Error(message)
    }),
  ),
)

const definitionOf = (id: string): ProviderDefinition => {
  const definition = known.get(id)
  if (definition === undefined) throw new Error(`the catalogue has no ${id}`)
  return definition
}

const FIGURES = [
  'rotatesRefreshToken',
  'reuseGraceSeconds',
  'accessTokenLifetimeSeconds',
  'refreshTokenLifetimeSeconds',
  'refreshTokenIdleSeconds',
  'grantLifetimeSeconds',
] as const

const figuresOf = (facts: Partial<Pick<ProviderDefinition, (typeof FIGURES)[number]>>) =>
  Object.fromEntries(FIGURES.map((name) => [name, facts[name]]))

/** What an outcome means for an operator, in the words of the test data. */
const meaningOf = (outcome: E.Either<TokenFailure, TokenGrant>): unknown => {
  if (E.isRight(outcome)) {
    const { idToken, scope, tokenType, ...tokens } = outcome.right
    return JSON.parse(JSON.stringify(tokens))
  }
  const failure = outcome.left
  switch (failure.tag) {
    case 'GrantRejected':
      return 'dead grant'
    case 'ClientRejected':
      return 'wrong client'
    case 'RequestRejected':
      return 'bad request'
    case 'ProviderUnavailable':
      return failure.mayBeApplied ? 'outage' : 'pause'
    case 'EndpointForbidden':
    case 'ClientUnusable':
      return failure.tag
  }
}

let before: readonly string[] = []
beforeAll(() => {
  before = getCACertificates('default')
  setDefaultCACertificates([...before, OWN.cert])
})
afterAll(() => setDefaultCACertificates([...before]))

describe.each(documentedProviders)('when a credential of $id is refreshed', (documented) => {
  const { id, facts, request, answers } = documented
  const [first] = answers

  it('asks as the provider documents', async () => {
    if (first === undefined) throw new Error('expected an answer')
    const exchanged = await exchange(definitionOf(id), documented, first)

    expect(exchanged.request).toEqual({ ...request, query: request.query ?? {} })
    expect(exchanged.certificate).toBe(
      documented.client?.certificate === undefined ? undefined : OWN_FINGERPRINT,
    )
  })

  it.each(answers)('understands the answer when $when', async (answer: DocumentedAnswer) => {
    const { outcome } = await exchange(definitionOf(id), documented, answer)

    expect(meaningOf(outcome)).toEqual(answer.means)
  })

  it('knows the figures that the provider documents, and no others', () => {
    expect(figuresOf(definitionOf(id))).toEqual(figuresOf(facts))
  })

  it('is tried with tokens, a dead grant, a wrong client, a pause and an outage', () => {
    const { client = {}, undocumented = [] } = documented
    const tried = answers.map(({ means }) => (typeof means === 'string' ? means : 'tokens'))
    const spared = [...undocumented, ...(Object.keys(client).length === 0 ? ['wrong client'] : [])]

    expect([...tried, ...spared]).toEqual(
      expect.arrayContaining(['tokens', 'dead grant', 'wrong client', 'pause', 'outage']),
    )
  })
})

describe.each(unrefreshableProviders)('when a credential of $id is looked at', ({ id, facts }) => {
  it('has nothing to refresh', () => {
    expect(definitionOf(id).grant).toBe('none')
    expect(figuresOf(definitionOf(id))).toEqual(figuresOf(facts))
  })
})

describe('when the catalogue is compared with the test data', () => {
  it('has the same providers', () => {
    const documented = [...documentedProviders, ...unrefreshableProviders].map(({ id }) => id)

    expect([...known.keys()].toSorted()).toEqual(documented.toSorted())
  })

  it('has 75 providers with a refresh, at least', () => {
    expect(documentedProviders.length).toBeGreaterThanOrEqual(75)
  })

  it('has 75 of which every kind of answer is documented, at least', () => {
    const whole = documentedProviders.filter(({ undocumented = [] }) => undocumented.length === 0)

    expect(whole.length).toBeGreaterThanOrEqual(75)
  })
})
