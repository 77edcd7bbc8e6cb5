import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

/** The operations that a source names, as in `call('DescribeSecret', …)`. */
const operationsIn = (file: string): readonly string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\bcall\(\s*'(\w+)'/g)].map(([, name = '']) => name)

const sources = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))

/** What the commands do through adapters of the functions, which do more than that. */
const shared = [
  ...['secret-list.ts', 'batch-items.ts', 'signing-keys.ts'].flatMap((name) =>
    operationsIn(join(ROOT, 'lib/aws', name)),
  ),
  'GetItem',
]

/** What Secrets Manager and SQS do with a key in the caller's name. */
const INDIRECT = ['Decrypt', 'GenerateDataKey']

/** Nobody needs a permission for it, and none can take it away. */
const OPEN_TO_ALL = 'GetCallerIdentity'

describe('when the README says what the commands need', () => {
  it('names every operation that they call, and no other', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
    const [list = ''] = /^What the commands need:\n\n(?:- .*\n)+/m.exec(readme) ?? []
    const own = sources(join(ROOT, 'lib/cli')).flatMap(operationsIn)
    const called = [...own, ...shared, ...INDIRECT].filter((name) => name !== OPEN_TO_ALL)
    const named = [...list.matchAll(/`(?:kms:)?([A-Z]\w+)`/g)].map(([, name]) => name)

    expect([...new Set(named)].toSorted()).toStrictEqual([...new Set(called)].toSorted())
  })
})
