import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { FormatId } from '../../lib/credential/formats.ts'
import { isPaused, policyOf, policyText, settingsOf } from '../../lib/rotation/policy.ts'
import { providers } from '../fixed-data.ts'

const settings = settingsOf(providers)

describe('the tags of a secret', () => {
  it('are policy only under the prefix of this deployment', () => {
    expect(
      policyOf(
        {
          'token-rotation:provider': 'acme',
          'token-rotation-2:provider': 'hooli',
          'token-rotation:param:tenant': 'berlin',
          'token-rotation:owner': 'crm',
          provider: 'machine',
        },
        'token-rotation',
      ),
    ).toEqual({ 'param:tenant': 'berlin', provider: 'acme' })
  })

  it('are the same policy in whatever order they come', () => {
    const tags = [
      ['t:provider', 'acme'],
      ['t:client', 'crm'],
      ['t:format', 'credentials'],
    ] as const
    expect(policyText(policyOf(Object.fromEntries(tags), 't'))).toBe(
      policyText(policyOf(Object.fromEntries(tags.toReversed()), 't')),
    )
  })

  it('are another policy when one value changes', () => {
    expect(policyText({ provider: 'acme' })).not.toBe(policyText({ provider: 'hooli' }))
  })

  it('pause the secret with any value, the empty one too', () => {
    expect(isPaused(policyOf({ 't:paused': '' }, 't'))).toBe(true)
    expect(isPaused(policyOf({ 't:provider': 'acme' }, 't'))).toBe(false)
  })
})

describe('when a policy can be used', () => {
  it('says how to refresh', () => {
    expect(
      settings({ provider: 'hooli', 'param:tenant': 'berlin', format: 'retently', client: 'crm' }),
    ).toEqual(
      E.right({
        definition: providers.get('hooli'),
        url: new URL('https://berlin.hooli.example/token'),
        format: 'retently',
        clientName: 'crm',
      }),
    )
  })

  it('takes the client that is named after the provider unless a tag names one', () => {
    expect(settings({ provider: 'acme' })).toEqual(
      E.right({
        definition: providers.get('acme'),
        url: new URL('https://auth.acme.example/token'),
        format: undefined,
        clientName: 'acme',
      }),
    )
  })
})

describe('when a tag cannot be used', () => {
  const planted = 'PLANTED secret'

  it.each([
    [{}, 'provider', 'the id of a provider that this deployment knows'],
    [{ provider: planted }, 'provider', 'the id of a provider that this deployment knows'],
    [{ provider: 'acme', client: planted }, 'client', 'a name that a secret can have'],
    [{ provider: 'hooli' }, 'param:tenant', 'one DNS label (letters, digits, hyphens)'],
    [
      { provider: 'hooli', 'param:tenant': planted },
      'param:tenant',
      'one DNS label (letters, digits, hyphens)',
    ],
    [
      { provider: 'hooli', 'param:tenant': 'evil.example/' },
      'param:tenant',
      'one DNS label (letters, digits, hyphens)',
    ],
  ])('%j: names the tag and what was expected, never the value', (policy, name, expected) => {
    expect(settings(policy)).toEqual(E.left({ tag: 'InvalidTag', name, expected }))
  })

  it('names the formats there are', () => {
    expect(settings({ provider: 'acme', format: planted })).toEqual(
      E.left({
        tag: 'InvalidTag',
        name: 'format',
        expected: FormatId.name,
      }),
    )
  })
})
