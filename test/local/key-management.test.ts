import * as E from 'fp-ts/Either'
import { describe, expect, it } from 'vitest'
import type { Documents } from '../../lib/local/kept/documents.ts'
import { keyManagement } from '../../lib/local/key-management.ts'

const GENERATE = { KeyId: 'alias/test', KeySpec: 'AES_256', EncryptionContext: { a: '1', b: '2' } }

const call = (
  { operations }: ReturnType<typeof keyManagement>,
  name: 'GenerateDataKey' | 'Decrypt',
  input: object,
) => operations[name]?.(input) ?? E.left({ code: 'unknown operation' })

const generated = (kms: ReturnType<typeof keyManagement>): Readonly<Record<string, unknown>> => {
  const answer = call(kms, 'GenerateDataKey', GENERATE)
  if (E.isLeft(answer)) throw new Error(answer.left.code)
  return answer.right
}

describe('when a data key is made', () => {
  it('is given back for the same encryption context, in whatever order', () => {
    const kms = keyManagement('alias/test')
    const { Plaintext, CiphertextBlob } = generated(kms)
    const EncryptionContext = { b: '2', a: '1' }

    expect(Buffer.from(String(Plaintext), 'base64')).toHaveLength(32)
    expect(call(kms, 'Decrypt', { CiphertextBlob, EncryptionContext })).toStrictEqual(
      E.right({ KeyId: 'alias/test', Plaintext }),
    )
  })

  it.each([
    ['another encryption context', { EncryptionContext: { a: '1' } }, 'InvalidCiphertextException'],
    ['no encryption context', {}, 'InvalidCiphertextException'],
    ['another key', { ...GENERATE, KeyId: 'alias/other' }, 'NotFoundException'],
  ])('is refused under %s', (_, input, code) => {
    const kms = keyManagement('alias/test')
    const { CiphertextBlob } = generated(kms)

    expect(call(kms, 'Decrypt', { CiphertextBlob, ...input })).toMatchObject(E.left({ code }))
  })

  it('is still known to an account that was kept, and to no other', () => {
    const texts = new Map<string, string>()
    const documents: Documents = {
      all: () => [...texts],
      put: (id, text) => texts.set(id, text),
      remove: (id) => texts.delete(id),
    }
    const { CiphertextBlob } = generated(keyManagement('alias/test', documents))
    const input = { CiphertextBlob, EncryptionContext: GENERATE.EncryptionContext }

    expect(E.isRight(call(keyManagement('alias/test', documents), 'Decrypt', input))).toBe(true)
    expect(E.isRight(call(keyManagement('alias/test'), 'Decrypt', input))).toBe(false)
  })
})
