import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { pythonWith } from '../consumers/python.ts'
import { NAME, startConsumed } from './consumed-credential.ts'
import { accessTokenOf, callApi } from './samples/access-token.ts'

const samples = join(import.meta.dirname, 'samples')

describe('when a token is refreshed under a consumer as the guide has it in TypeScript', () => {
  let consumed: Awaited<ReturnType<typeof startConsumed>>
  beforeAll(async () => {
    consumed = await startConsumed()
  })
  afterAll(() => consumed.stop())

  it('calls the API a second time with the new token', async () => {
    const token = accessTokenOf(consumed.secrets, NAME)
    const { status } = await callApi(token, (bearer) =>
      fetch(consumed.api.url, { headers: { authorization: `Bearer ${bearer}` } }),
    )

    expect(status).toBe(200)
    expect(consumed.api.statuses).toStrictEqual([401, 200])
    expect(await token.get()).toBe(consumed.accessToken())
  })
})

describe('when a token is refreshed and its consumer has a copy of it', () => {
  let consumed: Awaited<ReturnType<typeof startConsumed>>
  beforeAll(async () => {
    consumed = await startConsumed()
  })
  afterAll(() => consumed.stop())
  afterEach(() => vi.useRealTimers())

  it('uses the copy for five minutes, and no longer', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const token = accessTokenOf(consumed.secrets, NAME)
    const known = await token.get()
    await consumed.refresh()
    vi.setSystemTime(Date.now() + 299_000)
    const kept = await token.get()
    vi.setSystemTime(Date.now() + 2000)

    expect(kept).toBe(known)
    expect(await token.get()).toBe(consumed.accessToken())
    expect(consumed.accessToken()).not.toBe(known)
  })
})

const python = pythonWith('import boto3', 'boto3')

describe('when a token is refreshed under a consumer as the guide has it in Python', () => {
  it.skipIf(python === undefined)('calls the API a second time with the new token', async () => {
    const consumed = await startConsumed()
    const { endpoint, region, credentials } = consumed.account.access
    const { stdout } = await promisify(execFile)(
      python ?? '',
      ['-B', '-c', CONSUMER, NAME, consumed.api.url],
      {
        cwd: samples,
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: endpoint,
          AWS_DEFAULT_REGION: region,
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        },
      },
    )
    const { statuses } = consumed.api
    const state = await consumed.tokenOf(NAME)
    await consumed.stop()

    expect(stdout.trim()).toBe('200')
    expect(statuses).toStrictEqual([401, 200])
    expect(state.state).toBe('usable')
  })
})

const CONSUMER = `
import sys, urllib.parse, http.client
import boto3
from access_token import AccessToken, call_api

def request(token):
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(sys.argv[2]).netloc)
    connection.request("GET", "/", headers={"authorization": f"Bearer {token}"})
    return connection.getresponse()

print(call_api(AccessToken(boto3.client("secretsmanager"), sys.argv[1]), request).status)
`

describe('the guide for consumers', () => {
  const guide = readFileSync(join(import.meta.dirname, '../../CONSUMERS.md'), 'utf8')

  it.each([
    ['ts', 'access-token.ts'],
    ['python', 'access_token.py'],
  ])('shows the %s sample as it is tested', (language, file) => {
    const sample = readFileSync(join(samples, file), 'utf8')

    expect(guide).toContain(`\`\`\`${language}\n${sample}\`\`\`\n`)
  })
})
