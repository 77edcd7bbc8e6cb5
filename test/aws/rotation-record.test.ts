import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { requestOf } from '../../lib/aws/rotation-record.ts'

const END = new Date('2026-01-02T03:05:35.678Z')

const message = { kind: 'refresh', secretArn: 'arn-1', versionId: 'version-1' }

const requestFor = (body: string) => requestOf({ body }, END)

describe('when a record asks for a refresh', () => {
  it.each([
    ['as the sweep does', message, false],
    ['at once', { ...message, force: true }, true],
  ])('reads what is asked for %s', (_, sent, force) => {
    expect(requestFor(JSON.stringify(sent))).toStrictEqual(
      E.right({
        secretArn: 'arn-1',
        versionId: 'version-1',
        force,
        endsAt: END,
      }),
    )
  })

  it('passes over fields that a later version may add', () => {
    expect(requestFor(JSON.stringify({ ...message, more: 1 }))).toMatchObject({ _tag: 'Right' })
  })
})

describe('when a record is not understood', () => {
  it.each([
    ['is no JSON', 'planted-secret', 'expected a rotation message'],
    ['is no object', '"planted-secret"', 'expected a rotation message'],
    [
      'is of another kind',
      JSON.stringify({ ...message, kind: 'planted-secret' }),
      'kind: expected "refresh"',
    ],
    [
      'lacks the secret and its version',
      JSON.stringify({ kind: 'refresh', versionId: '' }),
      'secretArn: expected a non-empty string; versionId: expected a non-empty string',
    ],
    ['forces with a word', JSON.stringify({ ...message, force: 'yes' }), 'force: expected true'],
  ])('says what is wrong with one that %s, and not what it says', (_, body, problem) => {
    expect(requestFor(body)).toStrictEqual(E.left(problem))
  })
})
