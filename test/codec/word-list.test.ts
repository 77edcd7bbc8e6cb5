import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { decode } from '../../lib/codec/decode.ts'
import { WordList } from '../../lib/codec/word-list.ts'

describe('when words are stored as a list', () => {
  it('writes a text word by word', () => {
    expect(WordList.encode(' read  write ')).toStrictEqual(['read', 'write'])
    expect(WordList.encode('')).toStrictEqual([])
  })

  it('reads the list as a text', () => {
    expect(decode(WordList)(['read', 'write'])).toStrictEqual(E.right('read write'))
  })

  it.each([['read'], [[1]], [null]])('refuses %j', (value) => {
    expect(decode(WordList)(value)).toStrictEqual(
      E.left([{ path: '', expected: 'a list of words' }]),
    )
  })
})
