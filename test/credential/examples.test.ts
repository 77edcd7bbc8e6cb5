import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { formatOf, formats } from '../../lib/credential/formats.ts'
import { readStored, writeStored } from '../../lib/credential/stored-credential.ts'
import { NEW_TOKENS } from './examples/example.ts'
import { EXAMPLES } from './examples/examples.ts'
import { stored } from './stored.ts'

const untagged = { tagged: undefined, providerDefault: undefined }

describe('when the examples are counted', () => {
  it('finds every format', () => {
    expect([...new Set(EXAMPLES.map(({ id }) => id))].sort()).toStrictEqual(
      formats.map(({ id }) => id).sort(),
    )
  })
})

describe('when a text is stored as the readers of its format store it', () => {
  it.each(EXAMPLES)('gives the credential that $id stores', ({ id, text, credential }) => {
    expect(readStored(text, { tagged: id, providerDefault: undefined })).toStrictEqual(
      E.right({ text, format: formatOf(id), credential }),
    )
  })

  it.each(EXAMPLES)(
    'puts new tokens into $id as its readers expect them, and leaves the rest',
    ({ id, text, refreshed }) => {
      expect(writeStored(stored(text, id), NEW_TOKENS)).toBe(refreshed)
    },
  )

  it.each(EXAMPLES)('reads from $id what it wrote', ({ id, refreshed }) => {
    const { accessToken, refreshToken, expiresAt, issuedAt } = stored(refreshed, id).credential

    expect({ accessToken, refreshToken }).toStrictEqual({
      accessToken: 'new-a',
      refreshToken: 'new-r',
    })
    // formats of whole seconds cut the half off, and never lengthen a life
    expect([0, 500]).toContain(NEW_TOKENS.expiresAt.getTime() - (expiresAt?.getTime() ?? 0))
    if (issuedAt !== undefined)
      expect([0, 500]).toContain(NEW_TOKENS.issuedAt.getTime() - issuedAt.getTime())
  })

  it.each(EXAMPLES)('changes $id no more when the same is written again', ({ id, refreshed }) => {
    expect(writeStored(stored(refreshed, id), NEW_TOKENS)).toBe(refreshed)
  })
})

describe('when no tag names the format', () => {
  it.each(EXAMPLES)('knows the example of $id', ({ id, text, looksLike }) => {
    const read = readStored(text, untagged)

    expect(E.isRight(read) && read.right.format.id).toBe(looksLike ?? id)
  })

  it('needs a tag, or the default of the provider, for these only', () => {
    expect(EXAMPLES.filter(({ looksLike }) => looksLike).map(({ id }) => id)).toStrictEqual([
      'authlib',
      'token-set',
    ])
  })
})
