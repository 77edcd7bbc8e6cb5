/**
 * Turns an ECDSA signature from DER, as AWS KMS gives it, into the two numbers one after the other, as a JWT has it.
 *
 * Shape: `numberBytes` is the length of one number: 32 for P-256, 48 for P-384, 66 for P-521.
 * Source: RFC 3279 section 2.2.3, RFC 7518 section 3.4
 */
export const jwtSignatureOf = (der: Uint8Array, numberBytes: number): Uint8Array => {
  // a sequence of P-521 numbers is longer than 127 bytes, and its length then takes a second byte
  const first = der[1] === 0x81 ? 3 : 2
  const second = first + 2 + (der[first + 1] ?? 0)
  const signature = new Uint8Array(2 * numberBytes)
  for (const [i, at] of [first, second].entries()) {
    const number = der.subarray(at + 2, at + 2 + (der[at + 1] ?? 0))
    // a leading zero says that the number is not negative
    const digits = number.subarray(number.findIndex((byte) => byte !== 0))
    signature.set(digits, (i + 1) * numberBytes - digits.length)
  }
  return signature
}
