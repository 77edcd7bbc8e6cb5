import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LOCAL_AWS } from '../../lib/local/account.ts'
import { openDataFolder } from '../../lib/local/kept/data-folder.ts'
import { type SampleAccount, startSampleAccount } from '../../lib/local/sample-account.ts'
import { builtDist } from './built-dist.ts'
import { currentText, refreshTokenOf } from './demo.ts'

const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
const NAME = 'written/by-hand'

/** Starts the demo on the folder, writes one value after the other, and kills it while it is at the one after `writes`. */
const writeUntilKilled = async (from: number, writes: number): Promise<number> => {
  const child = spawn(process.execPath, [join(builtDist(), 'cli.mjs'), 'local', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [line] = await once(child.stdout, 'data')
  const endpoint = /http:\/\/[\d.:]+/.exec(String(line))?.[0] ?? ''
  const client = new SecretsManagerClient({ endpoint, ...LOCAL_AWS, maxAttempts: 1 })
  const write = (n: number) =>
    client.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: JSON.stringify({ n }) }))
  if (from === 0)
    await client.send(new CreateSecretCommand({ Name: NAME, SecretString: '{"n":0}' }))
  for (let n = from + 1; n <= from + writes; n++) await write(n)
  const cutOff = write(from + writes + 1).then(
    () => 1,
    () => 0,
  )
  child.kill('SIGKILL')
  const acknowledged = from + writes + (await cutOff)
  await exited
  client.destroy()
  return acknowledged
}

describe('when a kept account is killed again and again in the middle of its work', () => {
  let account: SampleAccount
  let acknowledged = 0

  beforeAll(async () => {
    for (const writes of [5, 1, 8, 3]) acknowledged = await writeUntilKilled(acknowledged, writes)
    const data = openDataFolder(folder)
    if (E.isLeft(data)) throw new Error(data.left)
    account = await startSampleAccount({ dist: builtDist(), sweepMinutes: 5, data: data.right })
  })
  afterAll(async () => {
    await account.stop()
    rmSync(folder, { recursive: true })
  })

  it('has lost no write that it acknowledged', () => {
    const { n } = JSON.parse(currentText(account, NAME))

    expect(acknowledged).toBeGreaterThanOrEqual(5 + 1 + 8 + 3)
    // the last one may have been applied without an answer
    expect([acknowledged, acknowledged + 1]).toContain(n)
  })

  it('goes on with the grants that the authorization server gave out before', async () => {
    const token = refreshTokenOf(currentText(account, 'acme-crm/support'))

    expect(await account.authorizationServer.stateOf(token)).toBe('usable')
  })
})
