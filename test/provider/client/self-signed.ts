import { generateKeyPairSync, sign } from 'node:crypto'

/** Makes a certificate for 127.0.0.1 and a host that nobody trusts yet. Source: RFC 5280 section 4.1 */
export const selfSigned = (host = 'localhost'): { readonly key: string; readonly cert: string } => {
  const name = nameOf(host)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.of(2))),
    der(INTEGER, Buffer.of(1)),
    ECDSA_WITH_SHA256,
    name,
    der(SEQUENCE, time('20200101000000Z'), time('21000101000000Z')),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, hostsOf(host))))),
  )
  const signature = sign('sha256', body, privateKey)
  const certificate = der(
    SEQUENCE,
    body,
    ECDSA_WITH_SHA256,
    der(BIT_STRING, Buffer.of(0), signature),
  )
  return {
    key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
  }
}

const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const GENERALIZED_TIME = 0x18
const SEQUENCE = 0x30
const SET = 0x31

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const header = length < 0x80 ? [length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...header), content])
}

const time = (text: string): Buffer => der(GENERALIZED_TIME, Buffer.from(text))

const ECDSA_WITH_SHA256 = der(SEQUENCE, der(OBJECT_ID, Buffer.from('2a8648ce3d040302', 'hex')))
const COMMON_NAME = der(OBJECT_ID, Buffer.from('550403', 'hex'))
const nameOf = (host: string): Buffer =>
  der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from(host)))))
const SUBJECT_ALT_NAME = der(OBJECT_ID, Buffer.from('551d11', 'hex'))
const hostsOf = (host: string): Buffer =>
  der(SEQUENCE, der(0x82, Buffer.from(host)), der(0x87, Buffer.of(127, 0, 0, 1)))
