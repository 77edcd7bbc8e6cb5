import { RootConstruct } from 'constructs'
import { describe, expect, it } from 'vitest'
import { annotateProviders } from '../../infra/annotate-providers.ts'
import type { ProviderDefinition } from '../../lib/provider/provider-definition.ts'
import { provider } from './provider.ts'

/** What a synthesis would print, each note with its level. */
const notesOn = (
  providers: readonly ProviderDefinition[],
  catalogue: readonly ProviderDefinition[] = [],
) => {
  const scope = new RootConstruct()
  annotateProviders(scope, { providers, catalogue })
  return scope.node.metadata.map(({ type, data }) => [type, data])
}

describe('when access tokens of a provider live less than 25 minutes', () => {
  it('warns that they cannot be kept always fresh', () => {
    expect(notesOn([provider({ id: 'acme', accessTokenLifetimeSeconds: 1499 })])).toEqual([
      [
        'aws:cdk:warning',
        'provider acme: its access tokens live 1499 s, and below 1500 s they cannot be kept always fresh [ack: token-rotation:short-lived:acme]',
      ],
    ])
  })
})

describe('when they do at a provider of the catalogue, which may not be used at all', () => {
  it('says nothing', () => {
    const entry = provider({ id: 'acme', accessTokenLifetimeSeconds: 300 })

    expect(notesOn([entry], [entry])).toEqual([])
  })
})

describe('when access tokens of a provider live 25 minutes, or nobody knows how long', () => {
  it('says nothing', () => {
    expect(
      notesOn([provider({ id: 'acme', accessTokenLifetimeSeconds: 1500 }), provider({ id: 'b' })]),
    ).toEqual([])
  })
})

describe('when a custom definition has the id of a catalogue entry', () => {
  const entry = provider({ id: 'acme' })

  it('says that the catalogue entry is replaced', () => {
    const custom = provider({ id: 'acme', accessTokenLifetimeSeconds: 3600 })
    expect(notesOn([custom], [entry])).toEqual([
      [
        'aws:cdk:info',
        "provider acme: a custom definition replaces the catalogue's [ack: token-rotation:replaced:acme]",
      ],
    ])
  })

  it('says nothing when both are the same', () => {
    expect(notesOn([provider({ id: 'acme' })], [entry])).toEqual([])
  })
})
