import { describe, expect, it } from 'vitest'
import {
  type AddressPolicy,
  isAllowedAddress,
} from '../../../lib/provider/token/allowed-address.ts'

const ADDRESSES = {
  public: [
    '1.1.1.1',
    '8.8.8.8',
    '93.184.215.14',
    '100.63.255.255',
    '100.128.0.1',
    '172.15.255.255',
    '172.32.0.1',
    '223.255.255.255',
    '2606:4700::6810:84e5',
    '2a00:1450:4001:81c::200e',
    '[2606:4700::1]',
    '::ffff:8.8.8.8',
    '::ffff:808:808',
  ],
  private: [
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.100.100.200',
    'fc00::1',
    'fd12:3456::1',
    '::ffff:10.0.0.1',
    '::ffff:a00:1',
    '[::ffff:c0a8:101]',
  ],
  loopback: [
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
  ],
  'link-local and metadata': [
    '169.254.169.254',
    '169.254.170.2',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '[::ffff:a9fe:a9fe]',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
  ],
  special: [
    '0.0.0.0',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '3fff::1',
    '4000::1',
    'fec0::1',
    'ff02::1',
  ],
  'no address': ['', 'localhost', 'acme.com', '1.2.3', '0x7f000001', '127.1', '[', '1.1.1.1.1'],
} as const

type Allowed = Readonly<Record<string, boolean>>
const policies: readonly (readonly [string, AddressPolicy, Allowed])[] = [
  ['nothing more', { loopback: false, privateNetwork: false }, {}],
  ['private networks', { loopback: false, privateNetwork: true }, { private: true }],
  ['loopback', { loopback: true, privateNetwork: false }, { loopback: true }],
  ['both', { loopback: true, privateNetwork: true }, { private: true, loopback: true }],
]

describe.each(policies)('when the policy allows %s', (_, policy, more) => {
  const allowed: Allowed = { public: true, ...more }

  it.each(
    Object.entries(ADDRESSES).flatMap(([kind, addresses]) =>
      addresses.map((address) => ({ address, kind, expected: allowed[kind] ?? false })),
    ),
  )('answers $expected for $address ($kind)', ({ address, expected }) => {
    expect(isAllowedAddress(address, policy)).toBe(expected)
  })
})
