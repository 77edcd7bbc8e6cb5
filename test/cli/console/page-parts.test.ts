import { describe, expect, it } from 'vitest'
import { blocksOf, isAddress, linkedParts } from '../../../lib/cli/console/page/provider-blocks.ts'
import { linkTo, routeOf } from '../../../lib/cli/console/page/route.ts'

describe('when an address is read', () => {
  it.each([
    ['', 'fleet', '', ''],
    ['#/fleet?status=invalid&page=2', 'fleet', '', 'status=invalid&page=2'],
    ['#/credential/crm%2Fretently', 'credential', 'crm/retently', ''],
    ['#/credential/crm/retently', 'credential', 'crm/retently', ''],
    ['#/provider/hubspot', 'provider', 'hubspot', ''],
    ['#/credential', 'nowhere', '', ''],
    ['#/credential/%E0%A4%A', 'nowhere', '', ''],
    ['#/nonsense', 'nowhere', '', ''],
    ['#/about/more', 'nowhere', '', ''],
  ])('takes %s for %s', (hash, page, id, query) => {
    const route = routeOf(hash)

    expect([route.page, route.id, String(route.query)]).toStrictEqual([page, id, query])
  })

  it('is read as it was written', () => {
    const id = 'a/b c?d#e%'

    expect(routeOf(linkTo('credential', { id }))).toMatchObject({ page: 'credential', id })
    expect(linkTo('fleet', { query: { status: '', text: 'a b' } })).toBe('#/fleet?text=a+b')
  })
})

describe('when a provider is told of', () => {
  it('parts its lines into lists and paragraphs', () => {
    expect(
      blocksOf(['', '- one', '- two', '', 'Some words.', '', 'Sources:', '- three']),
    ).toStrictEqual([
      { tag: 'List', lines: ['one', 'two'] },
      { tag: 'Paragraph', text: 'Some words.' },
      { tag: 'Paragraph', text: 'Sources:' },
      { tag: 'List', lines: ['three'] },
    ])
  })

  it('finds addresses without what ends a sentence, and follows none that has variables', () => {
    const parts = linkedParts('see https://a.example/b. or https://{x}.example/c: ok')

    expect(parts).toStrictEqual([
      'see ',
      'https://a.example/b',
      '. or ',
      'https://{x}.example/c',
      ': ok',
    ])
    expect(parts.filter(isAddress)).toStrictEqual(['https://a.example/b'])
  })
})
