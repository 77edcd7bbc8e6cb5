/**
 * Records what a build leaves behind in the middle of its work, for the builds after it: run once per release, in that
 * release's own checkout with its own build.
 *
 * Usage: tsx test/upgrade/record-account.ts CHECKOUT FILE
 *
 * The tokens and the key in the recording are a local account's own: nothing outside it ever knew them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Fault } from '../../lib/local/gateway/gateway-call.ts'
import { createDue, NAMES } from './recorded-secrets.ts'

const [checkout = '', file = ''] = process.argv.slice(2)
if (file === '') throw new Error('expected the folder of a checkout and the file to write')

// the checkout's own modules, under the types of these; a later change of theirs would end the recording
const load = <Module>(path: string): Promise<Module> => import(join(resolve(checkout), path))
const { movableClock } = await load<typeof import('../../lib/local/account-clock.ts')>(
  'lib/local/account-clock.ts',
)
const { openDataFolder } = await load<typeof import('../../lib/local/kept/data-folder.ts')>(
  'lib/local/kept/data-folder.ts',
)
const { startSampleAccount } = await load<typeof import('../../lib/local/sample-account.ts')>(
  'lib/local/sample-account.ts',
)
const { seedSamples } =
  await load<typeof import('../../lib/local/samples.ts')>('lib/local/samples.ts')

const folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
const data = openDataFolder(folder)
if (data._tag === 'Left') throw new Error(data.left)
const clock = movableClock()
const faults: { next: ((operation: string) => Fault | undefined) | undefined } = { next: undefined }
const account = await startSampleAccount({
  dist: join(resolve(checkout), 'dist'),
  sweepMinutes: 5,
  data: data.right,
  clock,
  onCall: ({ operation }) => faults.next?.(operation),
})

/** Lets Rotate die at an operation, or be refused by it, while it works on a new credential. */
const interruptAt = async (name: string, operation: string, fault: Fault | 'kill') => {
  await createDue(account, name)
  let killed: Promise<void> | undefined
  faults.next = (called) => {
    if (called !== operation) return undefined
    if (fault !== 'kill') return fault
    killed ??= account.crashRotate()
    return { kind: 'drop' }
  }
  await account.sweep()
  await account.settled()
  await killed
  faults.next = undefined
}

await seedSamples(account)
await account.sweep()
await account.settled()
await interruptAt(NAMES.leased, 'DescribeSecret', 'kill')
await interruptAt(NAMES.intent, 'UpdateSecretVersionStage', 'kill')
await interruptAt(NAMES.escrowed, 'PutSecretValue', {
  kind: 'error',
  status: 400,
  code: 'InvalidParameterException',
  message: 'not now',
})
// the leases run out, two samples are due before the next sweep, and nobody takes the messages of this one
clock.advance(45 * 60)
await new Promise<void>((resolve) => {
  faults.next = (called) => {
    if (called !== 'ReceiveMessage') return undefined
    resolve()
    return { kind: 'drop' }
  }
})
await account.sweep()
const recordedAt = clock.now().toISOString()
await account.stop()

const database = new DatabaseSync(join(folder, 'account.sqlite'), { readOnly: true })
const collections = Object.fromEntries(
  ['secrets', 'tokens', 'items', 'messages', 'keys'].map((name) => [
    name,
    database
      .prepare(`SELECT id, text FROM ${name} ORDER BY rowid`)
      .all()
      .map(({ id, text }) => [id, String(text)]),
  ]),
)
database.close()
rmSync(folder, { recursive: true })
writeFileSync(file, `${JSON.stringify({ recordedAt, collections }, undefined, 2)}\n`)
