import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProviderEvent, RotationEvent } from '../../lib/rotation/event.ts'
import { startDemo } from '../main-job/demo.ts'
import { type Emitted, problemsOf, schemaFiles, schemaOf } from './event-schemas.ts'
import { everyFailure } from './every-failure.ts'
import { everyStory } from './every-story.ts'

/** Every type that the code knows; the compiler asks for the ones that are missing. */
const DETAIL_TYPES = Object.keys({
  'Token Refreshed': true,
  'Token Refresh Failed': true,
  'Reauthorization Required': true,
  'Credential Invalid': true,
  'Credential Recovered': true,
  'Credential Restored': true,
  'Grant Ends Soon': true,
  'Provider Unavailable': true,
  'Provider Recovered': true,
  'Client Rejected': true,
  'Client Accepted': true,
} satisfies Record<(RotationEvent | ProviderEvent)['detailType'], true>)

describe('when the code tells of something', () => {
  let emitted: readonly Emitted[]
  beforeAll(async () => {
    emitted = [...everyFailure(), ...(await everyStory())]
  })

  it.each(DETAIL_TYPES)('tells %s, and as its schema says', (detailType) => {
    const ofType = emitted.filter((event) => event.detailType === detailType)

    expect(ofType.length).toBeGreaterThan(0)
    expect(ofType.flatMap(problemsOf)).toStrictEqual([])
  })

  it('uses every field and every word that the schemas name', () => {
    const unused = [...schemaFiles.values()].flatMap(({ title, properties }) =>
      Object.entries<{ enum?: unknown[] }>(properties).flatMap(([name, { enum: words }]) => {
        const values = emitted
          .filter(({ detailType }) => detailType === title)
          .map(({ detail }) => Object.entries(detail ?? {}).find(([key]) => key === name)?.[1])
        const isUsed = (word: unknown) => name === 'daysLeft' || values.includes(word)
        return values.every((value) => value === undefined)
          ? [`${title}: ${name}`]
          : (words ?? []).filter((word) => !isUsed(word)).map((word) => `${title}: ${name} ${word}`)
      }),
    )

    expect(unused).toStrictEqual([])
  })
})

describe('when the demo works on the local account', () => {
  let demo: Awaited<ReturnType<typeof startDemo>>
  beforeAll(async () => {
    demo = await startDemo()
    await demo.sweep()
  })
  afterAll(() => demo.account.stop())

  it('puts nothing on the bus that a schema does not allow', () => {
    const events = demo.account.eventBridge.events()

    expect(events.map(({ detailType }) => detailType).toSorted()).toStrictEqual([
      'Credential Invalid',
      'Reauthorization Required',
      ...Array.from({ length: 4 }, () => 'Token Refreshed'),
    ])
    expect(events.flatMap(problemsOf)).toStrictEqual([])
  })
})

describe('the schemas', () => {
  it('are one per type, under its name', () => {
    expect([...schemaFiles.values()].map(({ title }) => title).toSorted()).toStrictEqual(
      DETAIL_TYPES.toSorted(),
    )
    expect(DETAIL_TYPES.filter((type) => schemaOf(type)?.title !== type)).toStrictEqual([])
  })

  it.each([...schemaFiles])('allow their own example, and nothing beside it: %s', (_, schema) => {
    const { title, examples } = schema
    const extra = { ...examples[0], somethingElse: 1 }

    expect(problemsOf({ detailType: title, detail: examples[0] })).toStrictEqual([])
    expect(problemsOf({ detailType: title, detail: extra })).toStrictEqual([
      `${title}: must NOT have additional properties`,
    ])
    for (const field of schema.required) {
      const { [field]: _left, ...less } = examples[0]
      expect(problemsOf({ detailType: title, detail: less })).toHaveLength(1)
    }
  })

  it('mean the same by the same field', () => {
    const fields = [...schemaFiles.values()].flatMap(({ properties }) => Object.entries(properties))
    const shared = ['secretArn', 'secretName', 'versionId', 'expiresAt', 'failures', 'client']

    for (const name of shared) {
      const meanings = fields.filter(([key]) => key === name).map(([, value]) => value)
      expect(meanings).toStrictEqual(meanings.map(() => meanings[0]))
    }
  })

  it('refuse a token where a field of theirs stands', () => {
    const detail = { ...schemaOf('Token Refreshed')?.examples[0], access_token: 'x' }

    expect(problemsOf({ detailType: 'Token Refreshed', detail })).toHaveLength(1)
  })
})
