import { generateKeyPairSync, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jwtSignatureOf } from '../../lib/aws/ecdsa-signature.ts'

/** A number as DER has it: no needless leading zero, but one where it would be negative. */
const derInteger = (digits: Uint8Array): readonly number[] => {
  const [first = 0, ...others] = digits.subarray(digits.findIndex((byte) => byte !== 0))
  const number = first > 0x7f ? [0, first, ...others] : [first, ...others]
  return [0x02, number.length, ...number]
}

const derSignature = (r: Uint8Array, s: Uint8Array): Uint8Array => {
  const numbers = [...derInteger(r), ...derInteger(s)]
  const header = numbers.length > 0x7f ? [0x30, 0x81] : [0x30]
  return new Uint8Array([...header, numbers.length, ...numbers])
}

describe.each([
  ['P-256', 'sha256', 32],
  ['P-384', 'sha384', 48],
  ['P-521', 'sha512', 66],
])('when an ECDSA signature on %s comes in DER', (namedCurve, hash, numberBytes) => {
  it('is the same signature afterwards', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    const data = Buffer.from('data')
    const signature = jwtSignatureOf(sign(hash, data, privateKey), numberBytes)

    expect(verify(hash, data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true)
  })

  it('has both numbers in full length, however short they are', () => {
    const number = fc
      .tuple(
        fc.uint8Array({ minLength: 1, maxLength: numberBytes }).filter((bytes) => bytes[0] !== 0),
      )
      .map(([bytes]) => {
        const whole = new Uint8Array(numberBytes)
        whole.set(bytes, numberBytes - bytes.length)
        // a number of the curve P-521 has 521 bits
        if (numberBytes === 66) whole[0] = (whole[0] ?? 0) & 1
        return whole
      })
      .filter((bytes) => bytes.some((byte) => byte !== 0))

    fc.assert(
      fc.property(number, number, (r, s) => {
        expect(jwtSignatureOf(derSignature(r, s), numberBytes)).toStrictEqual(
          new Uint8Array([...r, ...s]),
        )
      }),
    )
  })
})
