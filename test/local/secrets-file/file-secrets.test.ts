import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../lib/local/gateway/operation.ts'
import { openDataFolder } from '../../../lib/local/kept/data-folder.ts'
import { type Documents, inMemory } from '../../../lib/local/kept/documents.ts'
import { type FileSecrets, fileSecrets } from '../../../lib/local/secrets-file/file-secrets.ts'
import { openSecretsFile } from '../../../lib/local/secrets-file/secrets-file.ts'
import { versionByLabel } from '../../../lib/local/secrets-manager/secret.ts'
import {
  type LocalSecretsManager,
  secretsManager,
} from '../../../lib/local/secrets-manager/secrets-manager.ts'
import { START, versionId } from '../aws-side.ts'

type Entry = { readonly tags?: Readonly<Record<string, string>>; readonly value: unknown }
type Entries = Readonly<Record<string, Entry | string>>

const OLD = { refresh_token: 'planted-old', workspace: 7 }
const NEW = { refresh_token: 'planted-new', workspace: 7 }
const EDIT = { refresh_token: 'planted-by-hand', workspace: 7 }
const CRM = { tags: { 'token-rotation:provider': 'retently' }, value: OLD }

let folder: string
let path: string
let told: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  path = join(folder, 'secrets.json')
  told = []
})
afterEach(() => {
  expect(told.filter((message) => message.includes('planted'))).toStrictEqual([])
  rmSync(folder, { recursive: true })
})

const edit = (entries: Entries): void =>
  writeFileSync(path, JSON.stringify(entries, undefined, 2), { mode: 0o600 })

/** The token that the file holds for a secret. */
const tokenInFile = (name: string): unknown =>
  JSON.parse(readFileSync(path, 'utf8'))[name].value.refresh_token

type Bound = FileSecrets & {
  readonly secretsManager: LocalSecretsManager
  readonly call: (operation: string, input: JsonObject) => void
}

let issued = 0

/** Binds the file to a Secrets Manager of its own, as a start does. */
const bind = (inner: Documents = inMemory): Bound => {
  const file = openSecretsFile(path)
  if (E.isLeft(file)) throw new Error(file.left)
  const newId = (): string => versionId(900_000 + issued++)
  const tell = (message: string): void => void told.push(message)
  const bound = fileSecrets({ file: file.right, inner, newId, tell })
  const settings = { region: 'eu-central-1', accountId: '111122223333', clock: () => START, newId }
  const manager = secretsManager(settings, bound.documents)
  return {
    ...bound,
    secretsManager: manager,
    call: (operation, input) => {
      const answer = manager.operations[operation]?.(input)
      if (answer === undefined || E.isLeft(answer)) throw new Error(answer?.left.code)
    },
  }
}

const bindAndTakeOver = (inner?: Documents): Bound => {
  const bound = bind(inner)
  expect(bound.takeOver(bound.secretsManager)).toStrictEqual(E.right(undefined))
  return bound
}

const takeOver = ({ takeOver: over, secretsManager: manager }: Bound): void =>
  expect(over(manager)).toStrictEqual(E.right(undefined))

/** Secrets by name with their tags and labelled texts. */
const stateOf = ({ secretsManager: manager }: Bound) =>
  Object.fromEntries(
    manager.snapshot().map(({ name, tags, versions }) => [
      name,
      {
        tags,
        texts: Object.fromEntries(
          versions.flatMap(({ labels, secretString }) => labels.map((l) => [l, secretString])),
        ),
      },
    ]),
  )

const SUCCESSOR = versionId(1)

/** The first half of a refresh: the successor is kept, and nobody reads it yet. */
const putSuccessor = ({ call }: Bound, text = spelt(NEW)): void =>
  call('PutSecretValue', {
    SecretId: 'crm',
    SecretString: text,
    ClientRequestToken: SUCCESSOR,
    VersionStages: ['TOKEN_ROTATION_PENDING'],
  })

/** The second half. */
const promote = ({ call, secretsManager: manager }: Bound): void =>
  call('UpdateSecretVersionStage', {
    SecretId: 'crm',
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: SUCCESSOR,
    RemoveFromVersionId: versionByLabel(
      manager.snapshot().find(({ name }) => name === 'crm')?.versions ?? [],
      'AWSCURRENT',
    )?.id,
  })

/** A value as `edit` spells it in the file. */
const spelt = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replaceAll('\n', '\n    ')

describe('when a Secrets Manager starts with a file', () => {
  it('has the secrets of the file, with their tags and exact texts', () => {
    edit({ crm: CRM, 'token-rotation/clients/acme': { value: { client_id: 'a' } } })

    expect(stateOf(bindAndTakeOver())).toStrictEqual({
      crm: { tags: CRM.tags, texts: { AWSCURRENT: spelt(OLD) } },
      'token-rotation/clients/acme': { tags: {}, texts: { AWSCURRENT: spelt({ client_id: 'a' }) } },
    })
    expect(told).toStrictEqual([])
  })
})

describe('when nothing differs', () => {
  it('changes nothing and writes nothing', () => {
    edit({ crm: CRM, erp: { value: OLD } })
    const puts: string[] = []
    const bound = bindAndTakeOver({ ...inMemory, put: (id) => puts.push(id) })
    const before = { state: bound.secretsManager.snapshot(), file: statSync(path) }
    puts.length = 0
    takeOver(bound)
    const { ino, mtimeMs } = statSync(path)

    expect(puts).toStrictEqual([])
    expect(bound.secretsManager.snapshot()).toStrictEqual(before.state)
    expect({ ino, mtimeMs }).toStrictEqual({ ino: before.file.ino, mtimeMs: before.file.mtimeMs })
  })

  it('counts white space around a value as none', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    bound.call('PutSecretValue', {
      SecretId: 'crm',
      SecretString: ` ${spelt(NEW)}\n`,
      ClientRequestToken: SUCCESSOR,
    })
    takeOver(bound)

    expect(tokenInFile('crm')).toBe('planted-new')
    expect(stateOf(bound).crm?.texts.AWSCURRENT).toBe(` ${spelt(NEW)}\n`)
  })
})

describe('when the file was edited', () => {
  it('makes a new value AWSCURRENT', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    edit({ crm: { ...CRM, value: EDIT } })
    takeOver(bound)

    expect(stateOf(bound).crm?.texts).toStrictEqual({
      AWSCURRENT: spelt(EDIT),
      AWSPREVIOUS: spelt(OLD),
    })
  })

  it('sets, changes and takes tags', () => {
    edit({ crm: { ...CRM, tags: { a: '1', b: '2', c: '3' } } })
    const bound = bindAndTakeOver()
    edit({ crm: { ...CRM, tags: { a: '1', b: 'two', d: '4' } } })
    takeOver(bound)

    expect(stateOf(bound).crm?.tags).toStrictEqual({ a: '1', b: 'two', d: '4' })
  })

  it('changes all of 50 tags at once', () => {
    const tags = (prefix: string) =>
      Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${prefix}${i}`, '']))
    edit({ crm: { ...CRM, tags: tags('a') } })
    const bound = bindAndTakeOver()
    edit({ crm: { ...CRM, tags: tags('b') } })
    takeOver(bound)

    expect(stateOf(bound).crm?.tags).toStrictEqual(tags('b'))
  })

  it('adds what is new and deletes what is gone', () => {
    edit({ crm: CRM, erp: { value: OLD } })
    const bound = bindAndTakeOver()
    edit({ erp: { value: OLD }, shop: { value: EDIT } })
    takeOver(bound)

    expect(Object.keys(stateOf(bound))).toStrictEqual(['erp', 'shop'])
  })

  it('keeps what it knows of an entry that cannot be used any more', () => {
    edit({ crm: CRM, erp: { value: OLD } })
    const bound = bindAndTakeOver()
    const before = stateOf(bound)
    edit({ crm: 'planted-as-text', erp: { value: OLD } })
    takeOver(bound)

    expect(stateOf(bound)).toStrictEqual(before)
    expect(told).toStrictEqual([
      `${path}: crm: expected an object with value, and tags if it has any`,
    ])
  })

  it('keeps everything when the whole of it cannot be used', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    const before = stateOf(bound)
    writeFileSync(path, '{"crm": {"value": {"refresh_token": "planted-')

    expect(bound.takeOver(bound.secretsManager)).toStrictEqual(
      E.left(`${path}: line 1, column 37: the text is not JSON from here on`),
    )
    expect(stateOf(bound)).toStrictEqual(before)
  })
})

describe('when a secret was made at the endpoint', () => {
  const create = ({ call }: Bound): void =>
    call('CreateSecret', { Name: 'own', SecretString: '{}', ClientRequestToken: versionId(7) })

  it('is left alone, and never written to the file', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    create(bound)
    takeOver(bound)

    expect(Object.keys(stateOf(bound))).toStrictEqual(['crm', 'own'])
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')))).toStrictEqual(['crm'])
  })

  it('belongs to the file once it stands there', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    create(bound)
    edit({ crm: CRM, own: { value: OLD } })
    takeOver(bound)
    expect(stateOf(bound).own?.texts.AWSCURRENT).toBe(spelt(OLD))

    edit({ crm: CRM })
    takeOver(bound)
    expect(Object.keys(stateOf(bound))).toStrictEqual(['crm'])
  })
})

describe('when a secret of the file was marked for deletion at the endpoint', () => {
  it('is restored, and says what the file says', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    bound.call('DeleteSecret', { SecretId: 'crm' })
    edit({ crm: { ...CRM, value: EDIT } })
    takeOver(bound)

    expect(bound.secretsManager.snapshot()[0]?.deletedAt).toBeUndefined()
    expect(stateOf(bound).crm?.texts.AWSCURRENT).toBe(spelt(EDIT))
  })
})

describe('when one entry among good ones has trouble', () => {
  const tooLarge = { value: { refresh_token: `planted-${'x'.repeat(65_536)}` } }

  it('takes the others over and tells it once, until it was mended and comes back', () => {
    const bad = { crm: CRM, bad: 'planted-as-text', large: tooLarge, erp: { value: OLD } }
    edit(bad)
    const bound = bindAndTakeOver()
    const messages = [
      `${path}: bad: expected an object with value, and tags if it has any`,
      `${path}: large: SecretString: expected a value of 1 to 65536 bytes`,
    ]
    expect(Object.keys(stateOf(bound))).toStrictEqual(['crm', 'erp'])
    expect(told).toStrictEqual(messages)

    takeOver(bound)
    expect(told).toStrictEqual(messages)

    edit({ crm: CRM, erp: { value: OLD } })
    takeOver(bound)
    edit(bad)
    takeOver(bound)
    expect(told).toStrictEqual([...messages, ...messages])
  })

  it('goes on when a change cannot be kept, and makes it once it can', () => {
    edit({ crm: CRM, erp: { value: OLD } })
    let isFull = true
    const bound = bindAndTakeOver({
      ...inMemory,
      put: (arn) => {
        if (isFull && arn.includes(':crm-')) throw new Error('the disk is full')
      },
    })
    expect(Object.keys(stateOf(bound))).toStrictEqual(['erp'])
    expect(told).toStrictEqual([`${path}: crm: the change could not be kept`])

    isFull = false
    takeOver(bound)
    expect(Object.keys(stateOf(bound))).toStrictEqual(['erp', 'crm'])
  })
})

describe('when a refresh puts its successor', () => {
  it.each([
    ['as it was', () => {}],
    ['edited', () => edit({ crm: { ...CRM, value: EDIT } })],
    ['no JSON', () => writeFileSync(path, '{')],
    ['gone', () => rmSync(path)],
  ])('keeps it, and leaves a file that is %s as it is', (_, befall) => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    befall()
    const before = E.tryCatch(() => readFileSync(path, 'utf8'), String)
    putSuccessor(bound)

    expect(stateOf(bound).crm?.texts).toStrictEqual({
      AWSCURRENT: spelt(OLD),
      TOKEN_ROTATION_PENDING: spelt(NEW),
    })
    expect(E.tryCatch(() => readFileSync(path, 'utf8'), String)).toStrictEqual(before)
  })
})

describe('when a refresh promotes its successor', () => {
  it('has the new token in the file before it keeps the promotion', () => {
    edit({ crm: CRM, erp: { value: OLD } })
    const seen: unknown[] = []
    const inner: Documents = { ...inMemory, put: () => seen.push(tokenInFile('crm')) }
    const bound = bindAndTakeOver(inner)
    const before = readFileSync(path, 'utf8')
    seen.length = 0
    putSuccessor(bound)
    promote(bound)

    expect(seen).toStrictEqual(['planted-old', 'planted-new'])
    expect(readFileSync(path, 'utf8')).toBe(before.replace('planted-old', 'planted-new'))
    takeOver(bound)
    expect(stateOf(bound).crm?.texts).toStrictEqual({
      AWSCURRENT: spelt(NEW),
      AWSPREVIOUS: spelt(OLD),
      TOKEN_ROTATION_PENDING: spelt(NEW),
    })
  })

  it.each([
    ['was edited', () => edit({ crm: { ...CRM, value: EDIT } })],
    ['became unusable', () => edit({ crm: { ...CRM, tags: { a: '1' }, value: 'planted-text' } })],
  ])('is refused when the entry %s meanwhile, and the file stays', (_, befall) => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    putSuccessor(bound)
    befall()
    const before = { file: readFileSync(path, 'utf8'), state: stateOf(bound) }

    expect(() => promote(bound)).toThrow()
    expect({ file: readFileSync(path, 'utf8'), state: stateOf(bound) }).toStrictEqual(before)
    expect(told).toStrictEqual([])
  })

  it('finds the edit as AWSCURRENT after it was refused, and its own version kept', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    putSuccessor(bound)
    edit({ crm: { ...CRM, value: EDIT } })
    expect(() => promote(bound)).toThrow()
    takeOver(bound)

    expect(stateOf(bound).crm?.texts).toStrictEqual({
      AWSCURRENT: spelt(EDIT),
      AWSPREVIOUS: spelt(OLD),
      TOKEN_ROTATION_PENDING: spelt(NEW),
    })
  })

  it('is refused while the file cannot be written, told once, and made when it can', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    putSuccessor(bound)
    const before = { file: readFileSync(path, 'utf8'), state: stateOf(bound) }
    const inTheWay = `${path}.${process.pid}.tmp`
    mkdirSync(inTheWay)

    expect(() => promote(bound)).toThrow()
    expect(() => promote(bound)).toThrow()
    expect({ file: readFileSync(path, 'utf8'), state: stateOf(bound) }).toStrictEqual(before)
    expect(told).toStrictEqual([
      `${path}: it cannot be written (EEXIST); a change was refused and not made`,
    ])

    rmdirSync(inTheWay)
    promote(bound)
    expect(tokenInFile('crm')).toBe('planted-new')
    expect(stateOf(bound).crm?.texts.AWSCURRENT).toBe(spelt(NEW))
  })

  it.skipIf(process.platform === 'win32')('is refused while others may read the file', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    putSuccessor(bound)
    chmodSync(path, 0o644)

    expect(() => promote(bound)).toThrow()
    expect(tokenInFile('crm')).toBe('planted-old')
    expect(told).toStrictEqual([
      `${path}: expected a file that its owner, and nobody else, can read and write; run: chmod 600 ${path}; a change was refused and not made`,
    ])
  })

  it('keeps a promotion whose entry is gone from the file, and does not bring the entry back', () => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    putSuccessor(bound)
    edit({})
    promote(bound)

    expect(stateOf(bound).crm?.texts.AWSCURRENT).toBe(spelt(NEW))
    expect(readFileSync(path, 'utf8')).toBe('{}')
  })
})

describe('when somebody puts a text that cannot stand in the file', () => {
  it.each([
    { SecretString: 'planted-no-json' },
    { SecretString: '["planted-no-object"]' },
    { SecretBinary: Buffer.from('planted-bytes').toString('base64') },
  ])('is refused, and says what was expected (case %#)', (value) => {
    edit({ crm: CRM })
    const bound = bindAndTakeOver()
    const before = readFileSync(path, 'utf8')
    const put = { SecretId: 'crm', ClientRequestToken: versionId(3), ...value }

    expect(() => bound.call('PutSecretValue', put)).toThrow()
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(stateOf(bound).crm?.texts).toStrictEqual({ AWSCURRENT: spelt(OLD) })
    expect(told).toStrictEqual([
      `${path}: crm: value: expected a JSON object; a change was refused and not made`,
    ])
  })
})

describe('when it ends between the file and the data folder', () => {
  /** A kept account whose folder fails at the promotion, when the file is written already. */
  const cutOff = (): { readonly bound: Bound; readonly mend: () => void; close: () => void } => {
    const data = openDataFolder(join(folder, 'data'))
    if (E.isLeft(data)) throw new Error(data.left)
    const kept = data.right.documents('secrets')
    let isCut = false
    const put = (id: string, text: string): void => {
      if (isCut) throw new Error('cut off')
      kept.put(id, text)
    }
    edit({ crm: CRM })
    const bound = bindAndTakeOver({ ...kept, put })
    putSuccessor(bound)
    isCut = true
    expect(() => promote(bound)).toThrow()
    expect(tokenInFile('crm')).toBe('planted-new')
    const mend = (): void => {
      isCut = false
    }
    return { bound, mend, close: data.right.close }
  }
  const ahead = {
    AWSCURRENT: spelt(NEW),
    AWSPREVIOUS: spelt(OLD),
    TOKEN_ROTATION_PENDING: spelt(NEW),
  }

  it('takes over at the next start what the file has already', () => {
    cutOff().close()
    const data = openDataFolder(join(folder, 'data'))
    if (E.isLeft(data)) throw new Error(data.left)
    const again = bind(data.right.documents('secrets'))
    expect(stateOf(again).crm?.texts.AWSCURRENT).toBe(spelt(OLD))

    takeOver(again)
    expect(stateOf(again)).toStrictEqual({ crm: { tags: CRM.tags, texts: ahead } })
    expect(tokenInFile('crm')).toBe('planted-new')
    data.right.close()
  })

  it('takes it over before the next sweep when the process goes on', () => {
    const { bound, mend, close } = cutOff()
    mend()
    takeOver(bound)

    expect(stateOf(bound)).toStrictEqual({ crm: { tags: CRM.tags, texts: ahead } })
    close()
  })

  it('makes the promotion when it is tried again first', () => {
    const { bound, mend, close } = cutOff()
    mend()
    promote(bound)

    expect(stateOf(bound)).toStrictEqual({ crm: { tags: CRM.tags, texts: ahead } })
    close()
  })
})

describe('when entries went from the file while nothing ran', () => {
  it('deletes them at the next start, and knows still what was made at the endpoint', () => {
    const data = openDataFolder(join(folder, 'data'))
    if (E.isLeft(data)) throw new Error(data.left)
    edit({ crm: CRM, erp: { value: OLD } })
    bindAndTakeOver(data.right.documents('secrets')).call('CreateSecret', { Name: 'own' })
    edit({ erp: { value: OLD } })

    expect(Object.keys(stateOf(bindAndTakeOver(data.right.documents('secrets'))))).toStrictEqual([
      'erp',
      'own',
    ])
    data.right.close()
  })
})
