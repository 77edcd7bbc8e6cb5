import type { LookupAddress, LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { type AddressPolicy, isAllowedAddress } from './allowed-address.ts'

/** Asks for every address of a name, as `dns.lookup` does. */
export type Lookup = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void

/**
 * Refuses inside the look-up, so that the address that was judged is the address that is connected to.
 *
 * Errors: one that {@link isNotAllowed} knows again, when any address of the name is not allowed.
 */
export const guardedLookup =
  (lookup: Lookup, policy: AddressPolicy): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, [])
      const [first] = addresses
      if (
        first === undefined ||
        addresses.some(({ address }) => !isAllowedAddress(address, policy))
      )
        return callback(new Error(NOT_ALLOWED), [])
      return options.all === true
        ? callback(null, [...addresses])
        : callback(null, first.address, first.family)
    })

/** Whether a connection was refused by {@link guardedLookup}. */
export const isNotAllowed = ({ message }: Error): boolean => message === NOT_ALLOWED

const NOT_ALLOWED = 'the address is not allowed'
