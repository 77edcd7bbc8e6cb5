import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DataFolder, openDataFolder } from '../../lib/local/data-folder.ts'
import { type Documents, inMemory } from '../../lib/local/documents.ts'
import { secretsManager } from '../../lib/local/secrets-manager.ts'
import { refusal, START, startAwsSide, versionId } from './aws-side.ts'

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
      E.left(`data folder ${file}: it cannot be used (EEXIST); nothing in it was changed`),
    )
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
