import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { eventPattern } from '../../lib/local/monitoring/event-pattern.ts'
import { rightOf } from '../fixed-data.ts'
import { type Emitted, problemsOf } from './event-schemas.ts'
import { withSchemas } from './event-schemas-page.ts'
import { everyFailure } from './every-failure.ts'
import { everyStory } from './every-story.ts'

const page = readFileSync(join(import.meta.dirname, '../../EVENTS.md'), 'utf8')

/** The JSON blocks of a part of the page, by the heading above them. */
const blocksOf = (part: string): ReadonlyMap<string, unknown> =>
  new Map(
    [...part.matchAll(/^### (.+)\n[\s\S]*?^```json\n([\s\S]*?)^```$/gm)].map(
      ([, heading = '', json = '']) => [heading, JSON.parse(json)],
    ),
  )

const partOf = (heading: string): string =>
  page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''

/** An event as a rule sees it. */
const onTheBus = ({ detailType, detail }: Emitted) => ({
  source: 'token-rotation',
  'detail-type': detailType,
  resources: Object.entries(detail ?? {}).flatMap(([key, v]) => (key === 'secretArn' ? [v] : [])),
  detail,
})

const WHAT_RULES_LET_THROUGH: Readonly<Record<string, readonly string[]>> = {
  'Forget a cached token': ['Credential Restored', 'Token Refreshed'],
  'Open a ticket for a login': ['Reauthorization Required'],
  'Plan a login': ['Grant Ends Soon'],
  'Page whoever is on call': ['Client Rejected', 'Provider Unavailable'],
  'Tell the owner of a secret that it cannot be used': ['Credential Invalid'],
  'Find who writes old values': ['Token Refresh Failed'],
  'Keep everything but the routine': [
    'Client Accepted',
    'Client Rejected',
    'Credential Invalid',
    'Credential Recovered',
    'Credential Restored',
    'Grant Ends Soon',
    'Provider Recovered',
    'Provider Unavailable',
    'Reauthorization Required',
    'Token Refresh Failed',
  ],
}

describe('when the rules of the events page see what the code tells', () => {
  let emitted: readonly Emitted[]
  beforeAll(async () => {
    emitted = [...everyFailure(), ...(await everyStory())]
  })

  const matchesOf = (heading: string) =>
    rightOf(eventPattern(blocksOf(partOf('Rules')).get(heading)))

  it('are all known here', () => {
    expect([...blocksOf(partOf('Rules')).keys()]).toStrictEqual(Object.keys(WHAT_RULES_LET_THROUGH))
  })

  it.each(Object.entries(WHAT_RULES_LET_THROUGH))('%s: lets through %j', (heading, types) => {
    const through = emitted.filter((event) => matchesOf(heading)(onTheBus(event)))

    expect([...new Set(through.map(({ detailType }) => detailType))].toSorted()).toStrictEqual(
      types,
    )
  })

  it('let nothing through that another system tells', () => {
    const foreign = emitted.map((event) => ({ ...onTheBus(event), source: 'somebody.else' }))
    const headings = Object.keys(WHAT_RULES_LET_THROUGH)

    expect(headings.filter((heading) => foreign.some(matchesOf(heading)))).toStrictEqual([])
  })

  it.each([
    ['Forget a cached token', { secretName: 'hr/acme' }],
    ['Plan a login', { daysLeft: 30 }],
    ['Find who writes old values', { errorCode: 'client_rejected' }],
  ])('%s: holds back what its filter leaves out, %j', (heading, fields) => {
    const others = emitted.map((event) =>
      onTheBus({ ...event, detail: { ...Object(event.detail), ...fields } }),
    )

    expect(others.filter(matchesOf(heading))).toStrictEqual([])
  })
})

describe('the events page', () => {
  it('has the schemas as they are; npx tsx test/events/write-events-page.ts brings them in', () => {
    expect(page).toBe(withSchemas(page))
  })

  it('shows an event as its schema says', () => {
    const [, json = ''] = /```json\n([\s\S]*?)^```$/m.exec(page) ?? []
    const shown = JSON.parse(json)
    const event = { detailType: shown['detail-type'], detail: shown.detail }

    expect(problemsOf(event)).toStrictEqual([])
    expect(shown).toMatchObject({ ...onTheBus(event) })
    expect(shown.resources).toStrictEqual([shown.detail.secretArn])
  })
})
