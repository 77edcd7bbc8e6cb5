import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import { clientText, type GivenClient } from '../../../lib/cli/operator/client-text.ts'

const made = (given: Partial<GivenClient>, before?: unknown) => {
  const text = clientText(
    { id: undefined, given: '', isReplacing: false, ...given },
    before === undefined ? undefined : JSON.stringify(before),
  )
  return E.isRight(text) ? JSON.parse(text.right) : text.left
}

const STORED = { client_id: 'c', client_secret: 'planted-1', redirect_uri: 'https://a.example' }

describe('when a client is given as its secret alone', () => {
  it('makes a new one of it and the id', () => {
    expect(made({ id: 'c', given: 'planted-1\n' })).toStrictEqual({
      client_id: 'c',
      client_secret: 'planted-1',
    })
  })

  it('keeps the other fields of the one that is stored, and its id', () => {
    expect(made({ given: 'planted-2' }, STORED)).toStrictEqual({
      ...STORED,
      client_secret: 'planted-2',
    })
  })

  it('keeps the old secret beside the new one while that is being replaced', () => {
    expect(made({ given: 'planted-2', isReplacing: true }, STORED)).toStrictEqual({
      ...STORED,
      client_secret: 'planted-2',
      previous_client_secret: 'planted-1',
    })
  })

  it('does not lose the old secret when the new one is said twice', () => {
    const between = { ...STORED, client_secret: 'planted-2', previous_client_secret: 'planted-1' }

    expect(made({ given: 'planted-2', isReplacing: true }, between)).toStrictEqual(between)
  })

  it('ends the replacement when the new one is said without it', () => {
    const between = { ...STORED, client_secret: 'planted-2', previous_client_secret: 'planted-1' }

    expect(made({ given: 'planted-2' }, between)).toStrictEqual({
      ...STORED,
      client_secret: 'planted-2',
    })
  })
})

describe('when a client is given as a JSON object', () => {
  it('takes the whole of it, and nothing of what is stored', () => {
    const whole = { client_id: 'd', private_key: 'planted-key' }

    expect(made({ given: JSON.stringify(whole) }, STORED)).toStrictEqual(whole)
  })

  it('puts the id into one that has none', () => {
    expect(made({ id: 'd', given: '{"client_secret":"planted-1"}' })).toStrictEqual({
      client_id: 'd',
      client_secret: 'planted-1',
    })
  })
})

describe('when a client cannot be made', () => {
  it.each<[string, Partial<GivenClient>, unknown, string]>([
    [
      'there is no id',
      { given: 'planted-1' },
      undefined,
      'client_id: expected it with --id, since none is stored yet',
    ],
    [
      'two ids differ',
      { id: 'c', given: '{"client_id":"d"}' },
      undefined,
      'client_id: expected the one that --id gives',
    ],
    [
      'the object is cut off',
      { id: 'c', given: '{"client_secret":"planted-1"' },
      undefined,
      'expected JSON, since it begins as an object',
    ],
    [
      'the secret is several words',
      { id: 'c', given: 'planted-1 planted-2' },
      undefined,
      'client_secret: expected one word, or a JSON object of all fields',
    ],
    [
      'the secret is empty',
      { id: 'c', given: '\n' },
      undefined,
      'client_secret: expected one word, or a JSON object of all fields',
    ],
    [
      'there is no old secret to keep',
      { id: 'c', given: 'planted-1', isReplacing: true },
      undefined,
      '--replacing: expected a client_secret that is stored already',
    ],
    [
      'what is stored is no object',
      { id: 'c', given: 'planted-1' },
      ['planted'],
      'expected what is stored now to be a JSON object',
    ],
  ])('says why where %s', (_, given, before, message) => {
    expect(made(given, before)).toBe(message)
  })
})
