import { type AccountOptions, type LocalAccount, startAccount } from './account.ts'
import { realTime } from './account-clock.ts'
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from './authorization/authorization-server.ts'
import { localProviders } from './local-providers.ts'
import { sampleProviders } from './sample-providers.ts'

/** A local account whose credentials come from an authorization server on this machine. */
export type SampleAccount = LocalAccount & { readonly authorizationServer: AuthorizationServer }

/** How to start it. */
export type SampleAccountOptions = Omit<
  AccountOptions,
  'providers' | 'loopbackTokenUrls' | 'secrets' | 'accessKeyId'
>

/**
 * Starts a local account with an authorization server in place of the SaaS products.
 *
 * Effect: as `startAccount`; `stop` closes `data` too.
 * Errors: as `startAccount`.
 */
export const startSampleAccount = async (options: SampleAccountOptions): Promise<SampleAccount> => {
  const { data, clock = realTime } = options
  const authorizationServer = await startAuthorizationServer({
    clients: sampleProviders.map(({ client }) => client),
    accessTokenLifetimeSeconds: 3600,
    documents: data?.documents('tokens'),
    clock,
  })
  const account = await startAccount({
    ...options,
    loopbackTokenUrls: true,
    providers: localProviders(authorizationServer),
  }).catch(async (thrown: unknown) => {
    await authorizationServer.stop()
    throw thrown
  })
  return {
    ...account,
    authorizationServer,
    stop: async () => {
      await account.stop()
      await authorizationServer.stop()
      data?.close()
    },
  }
}
