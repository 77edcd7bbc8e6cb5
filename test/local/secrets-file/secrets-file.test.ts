import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as E from 'fp-ts/Either'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readOwnerOnly } from '../../../lib/local/secrets-file/owner-only.ts'
import { replaceFile } from '../../../lib/local/secrets-file/replace-file.ts'
import { openSecretsFile, type SecretsFile } from '../../../lib/local/secrets-file/secrets-file.ts'

const VALUE = '{"refresh_token": "planted-of-crm"}'
const TEXT = `{
  "crm": { "tags": {"token-rotation:provider": "retently"}, "value": ${VALUE} },
  "erp": { "value": {"refresh_token" : "planted-of-erp", "n": 1.0} }
}
`
const NEW = '{"refresh_token": "planted-of-crm-2"}'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'token-rotation-'))
  path = join(folder, 'secrets.json')
  writeFileSync(path, TEXT, { mode: 0o600 })
})
afterEach(() => rmSync(folder, { recursive: true }))

/** The number of a process that is no more. */
const endedProcess = (): number => spawnSync(process.execPath, ['--version']).pid

const opened = (file: string): SecretsFile => {
  const secrets = openSecretsFile(file)
  if (E.isLeft(secrets)) throw new Error(secrets.left)
  return secrets.right
}

describe('when a file of secrets is opened', () => {
  it('tells what it holds, and follows it when it is edited', () => {
    const file = opened(path)

    expect(file.read()).toMatchObject(
      E.right({
        secrets: [
          { name: 'crm', tags: { 'token-rotation:provider': 'retently' }, text: VALUE },
          { name: 'erp', tags: {}, text: '{"refresh_token" : "planted-of-erp", "n": 1.0}' },
        ],
        problems: [],
      }),
    )
    writeFileSync(path, '{"crm": {"value": "planted-of-crm"}}')
    expect(file.read()).toStrictEqual(
      E.right({
        secrets: [],
        names: new Set(['crm']),
        problems: [`${path}: crm: value: expected a JSON object`],
      }),
    )
  })

  it('loses what a killed write left beside it, and nothing else, such as what is being written', () => {
    const ended = endedProcess()
    const others = [
      'secrets.json.bak',
      `secrets.json.${ended}x.tmp`,
      `secretsXjson.${ended}.tmp`,
      `${ended}.tmp`,
      `secrets.json.${process.ppid}.tmp`,
    ]
    const own = [`secrets.json.${ended}.tmp`, `secrets.json.${process.pid}.tmp`]
    for (const name of [...others, ...own])
      writeFileSync(join(folder, name), '{"crm": {"value": {"refresh_token": "planted-half')
    const other = endedProcess()
    mkdirSync(join(folder, `secrets.json.${other}.tmp`))
    opened(path)

    expect(readdirSync(folder).sort()).toStrictEqual(
      [...others, 'secrets.json', `secrets.json.${other}.tmp`].sort(),
    )
    expect(readFileSync(path, 'utf8')).toBe(TEXT)
  })
})

describe.skipIf(process.platform === 'win32')('when others than its owner may use a file', () => {
  it.each(['644', '640', '620', '604', '601', '660', '400', '200'])(
    'is refused at mode %s with the command that mends it',
    (mode) => {
      chmodSync(path, Number.parseInt(mode, 8))

      expect(openSecretsFile(path)).toStrictEqual(
        E.left(
          `${path}: expected a file that its owner, and nobody else, can read and write; run: chmod 600 ${path}`,
        ),
      )
    },
  )

  it('is refused when that changes after it was opened, for reading and for writing', () => {
    const file = opened(path)
    chmodSync(path, 0o644)
    const refusal = E.left(
      `${path}: expected a file that its owner, and nobody else, can read and write; run: chmod 600 ${path}`,
    )

    expect(file.read()).toStrictEqual(refusal)
    expect(file.replace('crm', { from: VALUE, to: NEW })).toStrictEqual(refusal)
    expect(readFileSync(path, 'utf8')).toBe(TEXT)
  })

  it('is refused when it belongs to another user', () => {
    expect(readOwnerOnly(path, statSync(path).uid + 1)).toStrictEqual(
      E.left(`${path}: expected a file that belongs to you; run: sudo chown "$(id -un)" ${path}`),
    )
  })

  it('names it so that a shell takes it for one word', () => {
    const odd = join(folder, "it's here; really.json")
    renameSync(path, odd)
    chmodSync(odd, 0o644)
    const refused = openSecretsFile(odd)
    const command = E.isLeft(refused) ? refused.left.split('; run: ')[1] : undefined
    spawnSync('sh', ['-c', command ?? ''])

    expect(E.isRight(openSecretsFile(odd))).toBe(true)
  })
})

describe('when a file cannot be read', () => {
  it('says that it is not there', () => {
    const missing = join(folder, 'missing.json')

    expect(openSecretsFile(missing)).toStrictEqual(E.left(`${missing}: there is no such file`))
  })

  it('says that it is a folder', () => {
    expect(openSecretsFile(folder)).toStrictEqual(E.left(`${folder}: expected a regular file`))
  })

  it.skipIf(process.platform === 'win32')('says that it is a pipe, without waiting for one', () => {
    const pipe = join(folder, 'pipe')
    spawnSync('mkfifo', ['-m', '600', pipe])

    expect(openSecretsFile(pipe)).toStrictEqual(E.left(`${pipe}: expected a regular file`))
  })

  it('says that it is not UTF-8', () => {
    writeFileSync(path, Buffer.from('{"crm": {"value": {"name": "caf\xe9"}}}', 'latin1'))

    expect(openSecretsFile(path)).toStrictEqual(E.left(`${path}: expected text in UTF-8`))
  })

  it('says where it stops being JSON', () => {
    writeFileSync(path, TEXT.replace('},\n', '}\n'))

    expect(openSecretsFile(path)).toStrictEqual(
      E.left(`${path}: line 3, column 3: the text is not JSON from here on`),
    )
  })

  it('says that it is gone when it goes later', () => {
    const file = opened(path)
    unlinkSync(path)

    expect(file.read()).toStrictEqual(E.left(`${path}: there is no such file`))
  })
})

describe('when a value is replaced', () => {
  it('keeps every other byte, for its owner only, with nothing left beside it', () => {
    expect(opened(path).replace('crm', { from: VALUE, to: NEW })).toStrictEqual(E.right(undefined))
    expect(readFileSync(path, 'utf8')).toBe(TEXT.replace(VALUE, NEW))
    expect(readdirSync(folder)).toStrictEqual(['secrets.json'])
    expect(lstatSync(path).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  })

  it.skipIf(process.platform === 'win32')('keeps a link a link, and writes where it leads', () => {
    mkdirSync(join(folder, 'links'))
    const link = join(folder, 'links', 'secrets.json')
    symlinkSync('../secrets.json', link)
    const killed = join(folder, `secrets.json.${endedProcess()}.tmp`)
    writeFileSync(killed, 'half')

    expect(opened(link).replace('crm', { from: VALUE, to: NEW })).toStrictEqual(E.right(undefined))
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe(TEXT.replace(VALUE, NEW))
    expect(readdirSync(folder).sort()).toStrictEqual(['links', 'secrets.json'])
    expect(readdirSync(join(folder, 'links'))).toStrictEqual(['secrets.json'])
  })

  it('is refused when somebody edited it meanwhile, and the edit stays', () => {
    const file = opened(path)
    const edited = TEXT.replace(VALUE, '{"refresh_token": "planted-by-hand"}')
    writeFileSync(path, edited)

    expect(file.replace('crm', { from: VALUE, to: NEW })).toStrictEqual(
      E.left(`${path}: crm: it was edited meanwhile`),
    )
    expect(readFileSync(path, 'utf8')).toBe(edited)
  })

  it('is made beside an edit of another secret', () => {
    const file = opened(path)
    writeFileSync(path, TEXT.replace('planted-of-erp', 'planted-by-hand'))

    expect(file.replace('crm', { from: VALUE, to: NEW })).toStrictEqual(E.right(undefined))
    expect(readFileSync(path, 'utf8')).toBe(
      TEXT.replace('planted-of-erp', 'planted-by-hand').replace(VALUE, NEW),
    )
  })

  it('is refused when the file changes while the new one is written, with nothing left beside it', () => {
    const refused = replaceFile(path, 'new', () => {
      // the new text is written by now, and an editor saves
      writeFileSync(path, 'edited')
      return E.left('edited while it was written')
    })

    expect(refused).toStrictEqual(E.left('edited while it was written'))
    expect(readFileSync(path, 'utf8')).toBe('edited')
    expect(readdirSync(folder)).toStrictEqual(['secrets.json'])
  })

  it.each([
    ['the secret', TEXT.replace('planted-of-crm', 'planted-by-hand')],
    ['another one', TEXT.replace('planted-of-erp', 'planted-by-hand')],
  ])(
    'is refused when an editor saves %s just before the renaming, and the edit stays',
    (_, edited) => {
      const file = openSecretsFile(path, (target, text, confirm) =>
        replaceFile(target, text, () => {
          writeFileSync(path, edited)
          return confirm()
        }),
      )

      expect(E.isRight(file) && file.right.replace('crm', { from: VALUE, to: NEW })).toStrictEqual(
        E.left(`${path}: it was edited while it was written`),
      )
      expect(readFileSync(path, 'utf8')).toBe(edited)
      expect(readdirSync(folder)).toStrictEqual(['secrets.json'])
    },
  )

  it('is refused when nothing can be written beside it', () => {
    const file = opened(path)
    const taken = `secrets.json.${process.pid}.tmp`
    mkdirSync(join(folder, taken))

    expect(file.replace('crm', { from: VALUE, to: NEW })).toStrictEqual(
      E.left(`${path}: it cannot be written (EEXIST)`),
    )
    expect(readFileSync(path, 'utf8')).toBe(TEXT)
    expect(readdirSync(folder)).toStrictEqual(['secrets.json', taken])
  })
})

describe.skipIf(process.platform === 'win32')('when the new file finds no room', () => {
  it('says so, changes nothing, and leaves nothing beside it', () => {
    const { stdout, stderr } = runFixture('replace-secret.ts', 'ulimit -f 16;')

    expect({ stdout, stderr }).toStrictEqual({
      stdout: `${path}: it cannot be written, there is no room for it\n`,
      stderr: '',
    })
    expect(readFileSync(path, 'utf8')).toBe(TEXT)
    expect(readdirSync(folder)).toStrictEqual(['secrets.json'])
  })

  it('is the limit that stood in its way', () => {
    expect(runFixture('replace-secret.ts').stdout).toBe('replaced\n')
  })
})

describe.skipIf(process.platform === 'win32')(
  'when a process is killed before the renaming',
  () => {
    it('leaves the old file, and the next start clears up', () => {
      const { signal } = runFixture('killed-replacement.ts')
      const [file, left = ''] = readdirSync(folder)

      expect({ signal, file }).toStrictEqual({ signal: 'SIGKILL', file: 'secrets.json' })
      expect(left).toMatch(/^secrets\.json\.\d+\.tmp$/)
      expect(statSync(join(folder, left)).mode & 0o777).toBe(0o600)
      expect(readFileSync(path, 'utf8')).toBe(TEXT)

      opened(path)
      expect(readFileSync(path, 'utf8')).toBe(TEXT)
      expect(readdirSync(folder)).toStrictEqual(['secrets.json'])
    })
  },
)

/** Runs a program of `fixtures` on the file, after a command of the shell. */
const runFixture = (name: string, before = '') =>
  spawnSync(
    'sh',
    [
      '-c',
      `${before} exec "$@"`,
      'sh',
      process.execPath,
      '--import',
      import.meta.resolve('tsx'),
      fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url)),
      path,
    ],
    { encoding: 'utf8', env: { ...process.env, TSX_DISABLE_CACHE: '1' } },
  )
