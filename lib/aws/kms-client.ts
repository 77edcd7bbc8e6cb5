import { KMSClient } from '@aws-sdk/client-kms'
import { CLIENT_SETTINGS } from './client-settings.ts'

/**
 * A client of AWS KMS that is built at the first use: nearly no container ever needs it.
 *
 * Its module is imported like any other: behind an `import()` esbuild keeps the package whole, 22 kB of commands that
 * nobody sends, to save less than a millisecond.
 */
export const kmsClient = (): (() => KMSClient) => {
  let client: KMSClient | undefined
  return () => {
    client ??= new KMSClient(CLIENT_SETTINGS)
    return client
  }
}
