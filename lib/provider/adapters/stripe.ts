import type { ProveClient } from '../client/prove-client.ts'

/**
 * Stripe's own way: the account's secret key, in the client's secret, is the user name of HTTP Basic; the password is
 * empty and there is no client id.
 *
 * Source: https://github.com/NangoHQ/nango (packages/shared/lib/clients/provider.client.ts)
 */
export const stripeSecretKey =
  (secret: string): ProveClient =>
  (_, _parameters, headers) => {
    headers.authorization = `Basic ${Buffer.from(`${secret}:`).toString('base64')}`
  }
