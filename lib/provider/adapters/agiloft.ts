import type { ProveClient } from '../client/prove-client.ts'

/**
 * Agiloft's own way: the start of the client secret under a name of its own, and no client id.
 *
 * Source: https://github.com/NangoHQ/nango (packages/shared/lib/clients/provider.client.ts)
 */
export const agiloftMd5Secret =
  (secret: string): ProveClient =>
  (_, parameters) => {
    parameters.set('md5_secret', secret.slice(0, MD5_SECRET_LENGTH))
  }

const MD5_SECRET_LENGTH = 20
