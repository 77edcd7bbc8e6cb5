/**
 * The credentials of a function, in place of the AWS SDK's default chain: Lambda always gives them in the environment, and
 * the other links of the chain (profiles, single sign-on, metadata of an instance) would be a quarter of every bundle.
 *
 * Errors: without them a call fails with `CredentialsProviderError`.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'
