import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DataFolder, openDataFolder } from '../../../lib/local/kept/data-folder.ts'
import { type Documents, inMemory } from '../../../lib/local/kept/documents.ts'
import { secretsManager } from '../../../lib/local/secrets-manager/secrets-manager.ts'
import { refusal, START, startAwsSide, versionId } from '../aws-side.ts'
import { contentsOf } from './contents-of.ts'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'token-rotation-'))
})
afterEach(() => rmSync(parent, { recursive: true }))

const opened = (folder: string): DataFolder => {
  const data = openDataFolder(folder)
  if (E.isLeft(data)) throw new Error(data.left)
  return data.right
}

describe('when a folder is opened again', () => {
  it('gives the documents as they were put last, in the order of their first put', () => {
    const first = opened(join(parent, 'data'))
    const documents = first.documents('tokens')
    documents.put('a', '1')
    documents.put('b', '2')
    documents.put('c', '3')
    documents.put('a', '4')
    documents.remove('b')
    first.close()
    const again = opened(join(parent, 'data'))

    expect(again.documents('tokens').all()).toStrictEqual([
      ['a', '4'],
      ['c', '3'],
    ])
    expect(again.documents('secrets').all()).toStrictEqual([])
    again.close()
  })

  it('gives a Secrets Manager its secrets, versions, labels, tags and dates back', () => {
    const settings = {
      region: 'eu-central-1',
      accountId: '111122223333',
      clock: () => START,
      newId: () => versionId(1),
    }
    const data = opened(join(parent, 'data'))
    const before = secretsManager(settings, data.documents('secrets'))
    before.operations.CreateSecret?.({
      Name: 'crm',
      ClientRequestToken: versionId(1),
      SecretString: 'first',
      Tags: [{ Key: 'team', Value: 'crm' }],
    })
    before.operations.PutSecretValue?.({
      SecretId: 'crm',
      SecretString: 'second',
      ClientRequestToken: versionId(2),
      VersionStages: ['WAITING'],
    })
    const after = secretsManager(settings, data.documents('secrets'))

    expect(after.snapshot()).toStrictEqual(before.snapshot())
    expect(after.snapshot()[0]?.versions).toHaveLength(2)
    data.close()
  })
})

describe('when a folder is made', () => {
  it('is readable by its owner only, since tokens are in it', () => {
    opened(join(parent, 'data')).close()

    expect(statSync(join(parent, 'data')).mode & 0o077).toBe(0)
    expect(statSync(join(parent, 'data/account.sqlite')).mode & 0o077).toBe(0)
  })
})

describe('when a folder cannot be used', () => {
  it('says that another process is using it', () => {
    const first = opened(parent)

    expect(openDataFolder(parent)).toStrictEqual(
      E.left(`data folder ${parent}: another process is using it; nothing in it was changed`),
    )
    first.close()
  })

  it('says that the file in it is not of a local account, and keeps it', () => {
    const file = join(parent, 'account.sqlite')
    writeFileSync(file, 'somebody else wrote this, and it is long enough for a header')

    expect(openDataFolder(parent)).toStrictEqual(
      E.left(
        `data folder ${parent}: account.sqlite is not the file of a local account; nothing in it was changed`,
      ),
    )
    expect(readFileSync(file, 'utf8')).toMatch(/^somebody else/)
  })

  it('says that a file stands where the folder would be', () => {
    const file = join(parent, 'file')
    writeFileSync(file, '')

    expect(openDataFolder(file)).toStrictEqual(
      E.left(`data folder ${file}: a file stands in its place; nothing in it was changed`),
    )
  })
})

/** Fills the file with more than one page can hold, and answers its path. */
const filled = (folder: string): string => {
  const data = opened(folder)
  for (let n = 0; n < 100; n++) data.documents('secrets').put(`id ${n}`, 'x'.repeat(1000))
  data.close()
  return join(folder, 'account.sqlite')
}

/** A copy of a folder in the midst of its work: what a killed process leaves. */
const killedAtWork = (folder: string): string => {
  const file = filled(folder)
  const data = opened(folder)
  data.documents('secrets').put('id 7', 'y'.repeat(1000))
  data.documents('secrets').put('last', 'z'.repeat(1000))
  const copy = `${folder}-killed`
  cpSync(folder, copy, { recursive: true })
  data.close()
  return join(copy, basename(file))
}

describe('when the file of a folder is damaged', () => {
  it.for<[string, (folder: string) => string]>([
    [
      'is cut off in the middle',
      (folder) => {
        const file = filled(folder)
        truncateSync(file, statSync(file).size / 2)
        return file
      },
    ],
    [
      'is cut off in its first page',
      (folder) => {
        const file = filled(folder)
        truncateSync(file, 100)
        return file
      },
    ],
    [
      'is overwritten in the middle',
      (folder) => {
        const file = filled(folder)
        const bytes = readFileSync(file)
        writeFileSync(file, bytes.fill(0x55, bytes.length / 2, bytes.length / 2 + 5000))
        return file
      },
    ],
    [
      'is cut off and has a journal',
      (folder) => {
        const file = killedAtWork(folder)
        truncateSync(file, statSync(file).size / 2)
        return file
      },
    ],
  ])('says so when it %s, and changes nothing', ([, spoiled]) => {
    const folder = dirname(spoiled(join(parent, 'data')))
    const before = contentsOf(folder)

    expect(openDataFolder(folder)).toStrictEqual(
      E.left(`data folder ${folder}: account.sqlite is damaged; nothing in it was changed`),
    )
    expect(contentsOf(folder)).toStrictEqual(before)
  })

  it('goes on with what is whole when its journal is cut off', () => {
    const file = killedAtWork(join(parent, 'data'))
    const journal = `${file}-wal`
    truncateSync(journal, statSync(journal).size - 10)
    const data = opened(dirname(file))
    const found = new Map(data.documents('secrets').all())
    data.close()

    expect(found.get('id 7')).toBe('y'.repeat(1000))
    expect(found.has('last')).toBe(false)
    expect(found.size).toBe(100)
  })

  it('goes on with nothing when the first start had not written anything', () => {
    writeFileSync(join(parent, 'account.sqlite'), '')
    const data = opened(parent)

    expect(data.documents('secrets').all()).toStrictEqual([])
    data.close()
  })
})

describe('when this user may not use a folder', () => {
  /** The superuser may use every folder, so a child process asks as somebody else. */
  const somebody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const openAsSomebody = (folder: string): string => {
    const program = join(import.meta.dirname, 'fixtures/open-data-folder.ts')
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', program, folder],
      { ...somebody, env: { ...process.env, TSX_DISABLE_CACHE: '1' }, encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(stderr)
    return stdout
  }
  const canAsk = spawnSync(process.execPath, ['--version'], somebody).status === 0
  const unaskable = 'the user nobody cannot read this checkout'

  it.for<[string, (folder: string) => void, string]>([
    ['the folder', (folder) => chmodSync(folder, 0o000), 'it'],
    ['the file', (folder) => chmodSync(join(folder, 'account.sqlite'), 0o000), 'account.sqlite'],
    [
      'the file but to read it',
      (folder) => chmodSync(join(folder, 'account.sqlite'), 0o444),
      'account.sqlite',
    ],
  ])('says so for %s, and changes nothing', ([, forbid, what], { skip }) => {
    if (!canAsk) skip(unaskable)
    const folder = join(parent, 'data')
    filled(folder)
    chmodSync(parent, 0o755)
    chmodSync(folder, 0o777)
    const before = contentsOf(folder)
    forbid(folder)

    expect(openAsSomebody(folder)).toBe(
      `data folder ${folder}: this user may not read and write ${what}; nothing in it was changed\n`,
    )
    chmodSync(folder, 0o700)
    chmodSync(join(folder, 'account.sqlite'), 0o600)
    expect(contentsOf(folder)).toStrictEqual(before)
  })
})

describe('when a change cannot be kept', () => {
  it('is refused and not made, and the next one that can be kept is', async () => {
    let isFull = true
    const documents: Documents = {
      ...inMemory,
      put: () => {
        if (isFull) throw new Error('the disk is full')
      },
    }
    const aws = await startAwsSide({ maxAttempts: 1, documents })
    const create = () =>
      aws.secrets.send(new CreateSecretCommand({ Name: 'crm', SecretString: 'first' }))

    expect(await refusal(create())).toStrictEqual({
      name: 'InternalServiceError',
      message: 'the change could not be kept',
    })
    expect(aws.secretsManager.snapshot()).toStrictEqual([])
    isFull = false
    await create()
    expect(aws.secretsManager.snapshot().map(({ name }) => name)).toStrictEqual(['crm'])
    await aws.stop()
  })
})
