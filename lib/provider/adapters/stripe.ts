import type { ClientAuth } from 'oauth4webapi'

/**
 * Stripe's own way: the account's secret key, in the client's secret, is the user name of HTTP Basic; the password is
 * empty and there is no client id.
 *
 * Source: https://github.com/NangoHQ/nango (packages/shared/lib/clients/provider.client.ts)
 */
export const stripeSecretKey =
  (secret: string): ClientAuth =>
  (_, _client, _body, headers) => {
    headers.set('authorization', `Basic ${Buffer.from(`${secret}:`).toString('base64')}`)
  }
