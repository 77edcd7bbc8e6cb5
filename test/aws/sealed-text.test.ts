import { randomBytes } from 'node:crypto'
import * as E from 'fp-ts/Either'
import * as TE from 'fp-ts/TaskEither'
import { describe, expect, it } from 'vitest'
import { openSealed, seal } from '../../lib/aws/sealed-text.ts'
import { awsFailure } from '../fixed-data.ts'

const dataKey = { key: new Uint8Array(randomBytes(32)), encryptedKey: new Uint8Array([1, 2, 3]) }
const TEXT = '{"refresh_token":"planted-é"}'
const sealed = seal(dataKey, 'arn-1', TEXT)
const open = (bytes: Uint8Array, secretArn = 'arn-1') =>
  openSealed(bytes, secretArn, () => TE.right(dataKey.key))()

const UNREADABLE = E.left({
  tag: 'AwsFailure',
  operation: 'OpenEscrow',
  code: 'UnreadableEscrow',
})

describe('when a text is sealed', () => {
  it('opens again for its secret, with the data key that was used', async () => {
    const asked: Uint8Array[] = []
    const text = await openSealed(sealed, 'arn-1', (encryptedKey) => {
      asked.push(encryptedKey)
      return TE.right(dataKey.key)
    })()

    expect(text).toStrictEqual(E.right(TEXT))
    expect(asked).toStrictEqual([dataKey.encryptedKey])
  })

  it('shows nothing of the text, and is never the same twice', () => {
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('planted')
    expect(seal(dataKey, 'arn-1', TEXT)).not.toStrictEqual(sealed)
  })

  it('does not open for another secret', async () => {
    expect(await open(sealed, 'arn-2')).toStrictEqual(UNREADABLE)
  })

  it('does not open when a byte of it was changed', async () => {
    // the first two are the length of the key, and what they are followed by is KMS's to judge
    for (let i = 5; i < sealed.length; i++) {
      const changed = sealed.slice()
      changed[i] = (changed[i] ?? 0) ^ 1
      expect(await open(changed)).toStrictEqual(UNREADABLE)
    }
  })

  it('does not open when it was cut off', async () => {
    for (const length of [0, 1, 2, 5, 20, 32, sealed.length - 1])
      expect(await open(sealed.subarray(0, length))).toStrictEqual(UNREADABLE)
  })

  it('passes on that the data key cannot be had', async () => {
    const failure = awsFailure('Decrypt', 'AccessDeniedException')

    expect(await openSealed(sealed, 'arn-1', () => TE.left(failure))()).toStrictEqual(
      E.left(failure),
    )
  })
})
