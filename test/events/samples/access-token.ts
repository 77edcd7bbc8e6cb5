import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'

const CACHE_MILLISECONDS = 5 * 60 * 1000

/** Reads the access token of a secret; what it gives is at most five minutes old. */
export const accessTokenOf = (client: SecretsManagerClient, secretId: string) => {
  let cached: { readonly token: string; readonly until: number } | undefined

  const read = async (): Promise<string> => {
    const command = new GetSecretValueCommand({ SecretId: secretId })
    const { SecretString = '{}' } = await client.send(command)
    const token: string = JSON.parse(SecretString).access_token
    cached = { token, until: Date.now() + CACHE_MILLISECONDS }
    return token
  }
  return {
    get: async () => (cached !== undefined && Date.now() < cached.until ? cached.token : read()),
    forget: () => {
      cached = undefined
    },
  }
}

/** Calls an API. Should it answer 401, the secret may have changed: reads it again and calls once more. */
export const callApi = async (
  accessToken: ReturnType<typeof accessTokenOf>,
  request: (token: string) => Promise<Response>,
): Promise<Response> => {
  const response = await request(await accessToken.get())
  if (response.status !== 401) return response
  accessToken.forget()
  return request(await accessToken.get())
}
