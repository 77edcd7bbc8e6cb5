import { constants, type KeyObject, verify } from 'node:crypto'

/** The two readable parts of a JWT. */
export type ReadJwt = {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
}

/** Reads a JWT that a public key's owner signed; throws for any other one. Source: RFC 7515 section 5.2 */
export const readJwt = (jwt: string, publicKey: KeyObject): ReadJwt => {
  const [header = '', claims = '', signature = '', ...more] = jwt.split('.')
  const read = { header: json(header), claims: json(claims) }
  const algorithm = String(read.header.alg)
  const isGenuine = verify(
    algorithm === 'EdDSA' ? null : `sha${algorithm.slice(2)}`,
    Buffer.from(`${header}.${claims}`),
    {
      key: publicKey,
      dsaEncoding: 'ieee-p1363',
      ...(algorithm.startsWith('PS') && {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: Number(algorithm.slice(2)) / 8,
      }),
    },
    Buffer.from(signature, 'base64url'),
  )
  if (!isGenuine || more.length > 0) throw new Error('the signature is not the key’s')
  return read
}

const json = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
