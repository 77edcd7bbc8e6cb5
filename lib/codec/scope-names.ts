import * as t from 'io-ts'

/**
 * Reads names of scopes from a text with spaces in between.
 *
 * Source: RFC 6749 section 3.3
 */
export const ScopeNames = new t.Type<readonly string[], string, unknown>(
  'names of scopes with spaces in between',
  (u): u is readonly string[] => Array.isArray(u) && u.length > 0 && u.every(isScopeName),
  (u, context) => {
    const names = typeof u === 'string' ? u.split(' ').filter((name) => name !== '') : []
    return names.length > 0 && names.every(isScopeName) ? t.success(names) : t.failure(u, context)
  },
  (names) => names.join(' '),
)

const isScopeName = (u: unknown): boolean =>
  typeof u === 'string' && /^[\x21\x23-\x5B\x5D-\x7E]+$/.test(u)
