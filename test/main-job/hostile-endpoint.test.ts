import { readdirSync, readFileSync } from 'node:fs'
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalAccount, startAccount } from '../../lib/local/account.ts'
import { DEMO_SECRET } from '../../lib/local/demo-secret.ts'
import { fleetReader } from '../../lib/local/fleet.ts'
import { encodeProviders } from '../../lib/provider/provider-file.ts'
import { definition } from '../provider/definition.ts'
import {
  COSTLY,
  type HostileEndpoint,
  IN_PIECES,
  OVERSIZED,
} from '../provider/token/hostile-endpoints.ts'
import { builtDist } from './built-dist.ts'
import { currentText, secretNamed } from './demo.ts'

const MAX_MEGABYTES = 256

/** The most memory that each of this process's Rotate functions had at any time, in MB. */
const peakMegabytes = (): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        const isOurs = status.includes(`PPid:\t${process.pid}\n`)
        const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(status) ?? []
        return isOurs && command.includes('rotate/index.mjs') ? [Number(kilobytes) / 1024] : []
      } catch {
        // a process that has ended meanwhile
        return []
      }
    })

const isMeasurable = process.platform === 'linux'
if (!isMeasurable) console.warn('skipped: the memory of the functions, which only Linux tells')

const ENDPOINTS = { ...OVERSIZED, ...COSTLY, ...IN_PIECES }
const textOf = (id: string) =>
  `{"client_id":"app","client_secret":"${DEMO_SECRET}client","refresh_token":"${DEMO_SECRET}of-${id}"}`

describe('when token endpoints answer with more than memory can hold', () => {
  const lines: string[] = []
  const endpoints = new Map<string, HostileEndpoint>()
  let account: LocalAccount
  let fleet: ReturnType<typeof fleetReader>
  let peaks: readonly number[]

  beforeAll(async () => {
    for (const [i, start] of Object.values(ENDPOINTS).entries())
      endpoints.set(`hostile-${i}`, await start())
    account = await startAccount({
      dist: builtDist(),
      providers: encodeProviders(
        [...endpoints].map(([id, { url }]) => definition({ id, tokenUrl: url.href })),
      ),
      loopbackTokenUrls: true,
      sweepMinutes: 5,
      log: ({ line }) => lines.push(line),
    })
    fleet = fleetReader(account)
    const client = new SecretsManagerClient(account.access)
    for (const id of endpoints.keys())
      await client.send(
        new CreateSecretCommand({
          Name: id,
          SecretString: textOf(id),
          Tags: [
            { Key: 'token-rotation:provider', Value: id },
            { Key: 'token-rotation:format', Value: 'smartsheets' },
          ],
        }),
      )
    client.destroy()
    await account.sweep()
    await account.settled()
    peaks = isMeasurable ? peakMegabytes() : []
  })
  afterAll(async () => {
    fleet.stop()
    await account.stop()
    for (const { stop } of endpoints.values()) await stop()
  })

  it.runIf(isMeasurable)(`keeps the functions below ${MAX_MEGABYTES} MB`, () => {
    expect(peaks.length).toBeGreaterThan(0)
    expect(Math.max(...peaks)).toBeLessThan(MAX_MEGABYTES)
  })

  it('leaves every secret as it is, and tells the ledger in one sentence', async () => {
    const rows = await fleet.read()
    const put = rows.map(({ name, item }) => [name, item?.status, item?.error, item?.message])

    const why = (i: number) =>
      i < Object.keys(OVERSIZED).length ? 'unreadable answer' : 'unreadable answer, status 200'
    expect(put).toStrictEqual(
      [...endpoints.keys()].map((id, i) => [
        id,
        'failing',
        'answer_lost',
        `the provider did not answer as it should (${why(i)}); it is tried again`,
      ]),
    )
    for (const id of endpoints.keys()) {
      expect(currentText(account, id)).toBe(textOf(id))
      expect(secretNamed(account, id).versions).toHaveLength(1)
    }
    expect(lines.join('\n')).not.toContain(DEMO_SECRET)
  })
})
