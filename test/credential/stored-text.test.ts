import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Credential, Tokens } from '../../lib/credential/credential.ts'
import type { StoredObject } from '../../lib/credential/format.ts'
import { writeStored } from '../../lib/credential/stored-credential.ts'
import { expectedFields, FLAT_FIELDS, type FlatFormatId } from './flat-fields.ts'
import { stored } from './stored.ts'
import { type Entry, newTokens, partsOf, type StoredText, storedText } from './stored-text.ts'

/** These properties are synchronous, so that nothing is returned to wait for. */
const check = <T>(property: fc.IProperty<T>): void =>
  void fc.assert(property, { seed: 42, numRuns: 200 })

const tokensOf = (credential: Credential): Tokens => ({
  accessToken: credential.accessToken,
  refreshToken: credential.refreshToken,
  issuedAt: credential.issuedAt,
  expiresAt: credential.expiresAt,
})

const keysOf = ({ entries }: StoredText): ReadonlySet<string> =>
  new Set(entries.map(({ key }) => key))

const storedValue = ({ valueText }: Entry): unknown => {
  const value: unknown = JSON.parse(valueText)
  return value === '' ? null : value
}

const FLAT = Object.keys(FLAT_FIELDS) as FlatFormatId[]

describe.each(FLAT)('when a text of %s has arbitrary other content', (id) => {
  it('gives the same credential again after it is encoded and decoded', () => {
    check(
      fc.property(storedText(id), (parts) => {
        const text = partsOf(parts).join('')
        const { credential, format } = stored(text, id)
        const object: StoredObject = JSON.parse(text)
        const written = Object.entries(
          format.encode({ ...credential, ...tokensOf(credential) }, object),
        ).filter(([, value]) => value !== undefined)
        const again = stored(JSON.stringify({ ...object, ...Object.fromEntries(written) }), id)

        expect(again.credential).toStrictEqual(credential)
      }),
    )
  })

  it('gives the same credential again after its own tokens are written into it', () => {
    check(
      fc.property(storedText(id), (parts) => {
        const read = stored(partsOf(parts).join(''), id)
        const again = stored(writeStored(read, tokensOf(read.credential)), id)

        expect(again.credential).toStrictEqual(read.credential)
      }),
    )
  })

  it('gives the new tokens and the old client after new tokens are written into it', () => {
    check(
      fc.property(storedText(id), newTokens, (parts, tokens) => {
        const read = stored(partsOf(parts).join(''), id)
        const text = writeStored(read, tokens)
        const fields: Record<string, unknown> = JSON.parse(text)
        const { clientId, clientSecret } = stored(text, id).credential

        for (const [key, value] of Object.entries(expectedFields(id, tokens, keysOf(parts)))) {
          expect([key, fields[key] === '' ? null : (fields[key] ?? null)]).toStrictEqual([
            key,
            value,
          ])
        }
        expect({ clientId, clientSecret }).toStrictEqual({
          clientId: read.credential.clientId,
          clientSecret: read.credential.clientSecret,
        })
      }),
    )
  })

  it('keeps every byte that is not a token, in its place', () => {
    check(
      fc.property(storedText(id), newTokens, (parts, tokens) => {
        const present = keysOf(parts)
        const expected = expectedFields(id, tokens, present)
        const entries = parts.entries.map((entry) =>
          Object.hasOwn(expected, entry.key) && expected[entry.key] !== storedValue(entry)
            ? { ...entry, valueText: JSON.stringify(expected[entry.key]) }
            : entry,
        )
        const [head, tail] = partsOf({ ...parts, entries })

        const text = writeStored(stored(partsOf(parts).join(''), id), tokens)

        expect(text.slice(0, head.length)).toBe(head)
        expect(text.slice(text.length - tail.length)).toBe(tail)
        const added = text.slice(head.length, text.length - tail.length)
        const separator = entries.length === 0 ? '' : ','
        expect(added === '' ? separator : added.slice(0, separator.length)).toBe(separator)
        expect(JSON.parse(`{${added.slice(separator.length)}}`)).toStrictEqual(
          Object.fromEntries(
            Object.entries(expected).filter(([key, value]) => value !== null && !present.has(key)),
          ),
        )
      }),
    )
  })

  it('stays as it is when the same tokens are written once more', () => {
    check(
      fc.property(storedText(id), newTokens, (parts, tokens) => {
        const once = writeStored(stored(partsOf(parts).join(''), id), tokens)

        expect(writeStored(stored(once, id), tokens)).toBe(once)
      }),
    )
  })
})
