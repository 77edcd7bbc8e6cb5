import { describe, expect, it } from 'vitest'
import type { SecretVersionInfo } from '../../../lib/cli/operator/read-versions.ts'
import { versionStory } from '../../../lib/cli/operator/version-story.ts'
import { successorId } from '../../../lib/rotation/successor-id.ts'
import { itemOf, NOW } from '../../fixed-data.ts'

const version = (id: string, ...labels: readonly string[]): SecretVersionInfo => ({
  id,
  labels,
  createdAt: NOW,
  accessedOn: undefined,
})

const UUID = '0e7bdc31-5b5c-4b50-9d4f-8ad0f0d3a1c1'
const first = version('first-version', 'AWSPREVIOUS')
const refreshed = version(
  successorId(UUID, 'first-version'),
  'AWSCURRENT',
  'TOKEN_ROTATION_PENDING',
)
const edit = version('edit-of-somebody', 'AWSCURRENT')

const begun = { kind: 'refresh', token: undefined, startedAt: NOW } as const

describe('when a version was made by a refresh', () => {
  it('is told from its id, without the ledger', () => {
    expect(versionStory(refreshed, [refreshed, first], undefined)).toStrictEqual([
      'refreshed from first-version',
    ])
    expect(versionStory(first, [refreshed, first], undefined)).toStrictEqual([
      'the oldest that is kept',
    ])
  })

  it('waits while it is not current', () => {
    const waiting = { ...refreshed, labels: ['TOKEN_ROTATION_PENDING'] }
    const base = { ...first, labels: ['AWSCURRENT'] }
    const intent = { ...begun, base: first.id, successor: refreshed.id }

    expect(
      versionStory(waiting, [waiting, base], itemOf({ version: base.id, intent })),
    ).toStrictEqual(['refreshed from first-version', 'waits to become current'])
  })
})

describe('when somebody wrote over a refreshed version', () => {
  const all = [edit, { ...refreshed, labels: ['AWSPREVIOUS'] }, first]
  const [, replaced = first] = all
  const item = itemOf({ version: edit.id, newest: refreshed.id })

  it('is told as such', () => {
    expect(versionStory(edit, all, item)).toStrictEqual(['written by somebody else'])
    expect(versionStory(replaced, all, item)).toStrictEqual([
      'refreshed from first-version',
      'holds the newest token',
    ])
  })
})

describe('when a refresh was begun', () => {
  it('is told of the version that it began from', () => {
    const intent = { ...begun, base: edit.id, successor: successorId(UUID, edit.id) }

    expect(versionStory(edit, [edit, first], itemOf({ version: edit.id, intent }))).toStrictEqual([
      'written by somebody else',
      'a refresh of it was begun and not finished',
    ])
  })
})
