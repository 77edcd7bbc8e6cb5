import { fromEnv } from '@aws-sdk/credential-provider-env'

/**
 * The credentials of a function, in place of the AWS SDK's default chain: Lambda always gives them in the environment, and
 * the other links of the chain (profiles, single sign-on, metadata of an instance) would be a third of every bundle. They
 * are read once, since they stay as they are for as long as the function lives.
 *
 * Errors: without them a call fails with `CredentialsProviderError`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const defaultProvider: typeof fromEnv = (init) => {
  let known: ReturnType<ReturnType<typeof fromEnv>> | undefined
  return () => {
    known ??= fromEnv(init)()
    return known
  }
}
