import { randomBytes } from 'node:crypto'

/** A token as a provider makes them. */
export const newToken = (): string => randomBytes(32).toString('base64url')
