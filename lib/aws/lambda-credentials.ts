import { fromEnv } from '@aws-sdk/credential-provider-env'
import type { defaultProvider as sdkProvider } from '@aws-sdk/credential-provider-node'

/**
 * Stands in for the AWS SDK's default chain in a function's bundle: Lambda gives credentials in the environment, and the
 * other links of the chain (profiles, single sign-on, metadata of an instance) would be a third of every bundle. Whoever
 * runs a function elsewhere has them all the same, from the SDK that is installed there.
 *
 * What stands in the environment is read once, since it stays as it is for as long as the function lives.
 *
 * Errors: where there are none, a call fails with `CredentialsProviderError`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const defaultProvider: typeof sdkProvider = (init) => {
  const made = isGiven() ? Promise.resolve(once(fromEnv(init))) : installedProvider(init)
  return async (options) => (await made)(options)
}

/** As the chain decides: a profile comes first, and an empty variable is none. */
const isGiven = (): boolean => {
  const { AWS_PROFILE: profile = '', AWS_ACCESS_KEY_ID: keyId = '' } = process.env
  return profile === '' && keyId !== ''
}

type Provide = ReturnType<typeof sdkProvider>

const once = (provide: ReturnType<typeof fromEnv>): Provide => {
  let known: ReturnType<Provide> | undefined
  return () => {
    known ??= provide()
    return known
  }
}

const installedProvider = (init: Parameters<typeof sdkProvider>[0]): Promise<Provide> =>
  import('@aws-sdk/credential-provider-node').then(
    ({ defaultProvider: provider }) => provider(init),
    () => fromEnv(init),
  )
