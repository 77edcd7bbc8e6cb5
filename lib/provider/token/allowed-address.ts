import { BlockList, isIP } from 'node:net'

/** Which addresses a token request may go to. */
export type AddressPolicy = { readonly loopback: boolean; readonly privateNetwork: boolean }

/**
 * Whether a token request may go to an IP address: public ones always, loopback and private ones only where
 * the configuration says so, link-local (and with it the metadata service) and special ones never.
 *
 * Shape: IPv4, IPv6 (with or without brackets), or IPv4 mapped into IPv6, which is judged as the IPv4 that it is.
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry
 */
export const isAllowedAddress = (address: string, policy: AddressPolicy): boolean => {
  const ip = address.replace(/^\[|\]$/g, '')
  const version = isIP(ip)
  if (version === 0) return false
  const family = version === 6 ? 'ipv6' : 'ipv4'
  if (LOOPBACK.check(ip, family)) return policy.loopback
  if (NEVER.check(ip, family)) return false
  if (PRIVATE.check(ip, family)) return policy.privateNetwork
  return version === 4 || GLOBAL_IPV6.check(ip, 'ipv6')
}

const blockList = (...ranges: readonly string[]): BlockList => {
  const list = new BlockList()
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/')
    list.addSubnet(address, Number(prefix), address.includes(':') ? 'ipv6' : 'ipv4')
  }
  return list
}

const LOOPBACK = blockList('127.0.0.0/8', '::1/128')
const PRIVATE = blockList(
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
)
const NEVER = blockList(
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  'fd00:ec2::/32',
)

/** Only asked about IPv6: a list with `::ffff:0:0/96` in it matches every plain IPv4 address too. */
const GLOBAL_IPV6 = blockList('2000::/3', '::ffff:0:0/96')
