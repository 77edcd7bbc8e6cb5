import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sampleDefinitions } from '../local/local-providers.ts'
import type { SampleAccount } from '../local/sample-account.ts'
import { shellWord } from './shell-word.ts'

/** What leads the commands of another terminal to the demo. Shape: `line` is to be typed there. */
export type SecondTerminal = { readonly line: string; readonly remove: () => void }

/**
 * Writes a file that a shell reads: where the demo is, and its definitions of providers, as they would be given for a
 * deployment.
 *
 * Effect: makes a temporary folder; `remove` takes it away.
 */
export const secondTerminal = (account: SampleAccount): SecondTerminal => {
  const { access, queueUrl, authorizationServer } = account
  const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  const definitions = join(folder, 'providers.json')
  const environment = join(folder, 'env')
  writeFileSync(definitions, JSON.stringify(sampleDefinitions(authorizationServer), null, 2))
  writeFileSync(
    environment,
    Object.entries({
      AWS_ENDPOINT_URL: access.endpoint,
      AWS_REGION: access.region,
      // for the AWS command line, which reads no other in its first version
      AWS_DEFAULT_REGION: access.region,
      AWS_ACCESS_KEY_ID: access.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: access.credentials.secretAccessKey,
      TOKEN_ROTATION_QUEUE_URL: queueUrl,
      TOKEN_ROTATION_PROVIDERS: definitions,
    })
      .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
      .join(''),
  )
  return { line: `. ${shellWord(environment)}`, remove: () => rmSync(folder, { recursive: true }) }
}
