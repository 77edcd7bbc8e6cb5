import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { readDeploymentContext } from '../../infra/deployment-context.ts'

const read = (values: Readonly<Record<string, unknown>>) =>
  readDeploymentContext((key) => values[key])

const defaults = {
  providers: undefined,
  sweepMinutes: 5,
  tagPrefix: 'token-rotation',
  loopbackTokenUrls: false,
}

describe('when nothing is chosen', () => {
  it('has the defaults', () => {
    expect(read({})).toEqual(E.right(defaults))
  })
})

describe('when values come as text, as -c gives them', () => {
  it('reads them', () => {
    expect(
      read({
        providers: 'providers.json',
        sweepMinutes: '15',
        tagPrefix: 'acme.tokens_2',
        loopbackTokenUrls: 'true',
      }),
    ).toEqual(
      E.right({
        providers: 'providers.json',
        sweepMinutes: 15,
        tagPrefix: 'acme.tokens_2',
        loopbackTokenUrls: true,
      }),
    )
  })
})

describe('when values come as JSON, as cdk.json keeps them', () => {
  it('reads numbers and booleans', () => {
    expect(read({ sweepMinutes: 1, loopbackTokenUrls: true })).toEqual(
      E.right({ ...defaults, sweepMinutes: 1, loopbackTokenUrls: true }),
    )
  })
})

describe('when a value cannot be used', () => {
  const minutes = 'context key sweepMinutes: expected a whole number from 1 to 15'
  const prefix =
    'context key tagPrefix: expected 3 to 64 letters, digits and . _ - that do not begin with aws'
  const file = 'context key providers: expected the path of a JSON file'
  const flag = 'context key loopbackTokenUrls: expected "true" or "false"'

  it.each([
    ['sweepMinutes', '0', minutes],
    ['sweepMinutes', '16', minutes],
    ['sweepMinutes', 2.5, minutes],
    ['sweepMinutes', '-5', minutes],
    ['sweepMinutes', 'five', minutes],
    ['sweepMinutes', '', minutes],
    ['sweepMinutes', null, minutes],
    ['sweepMinutes', ['5'], minutes],
    ['tagPrefix', 'ab', prefix],
    ['tagPrefix', 'a'.repeat(65), prefix],
    ['tagPrefix', 'acme*', prefix],
    ['tagPrefix', 'acme/tokens', prefix],
    ['tagPrefix', 'acme:tokens', prefix],
    ['tagPrefix', 'AWS.tokens', prefix],
    ['tagPrefix', {}, prefix],
    ['providers', '', file],
    ['providers', [], file],
    ['loopbackTokenUrls', 'yes', flag],
    ['loopbackTokenUrls', 1, flag],
  ])('says for %s=%j what was expected', (key, value, message) => {
    expect(read({ [key]: value })).toEqual(E.left(message))
  })

  it('names every bad key in one message', () => {
    expect(read({ sweepMinutes: '60', tagPrefix: '' })).toEqual(
      E.left(`${minutes}; ${prefix.replace('context key ', '')}`),
    )
  })
})
