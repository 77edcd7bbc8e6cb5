import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import type { Documents } from './documents.ts'

/** A file that keeps collections of documents, open in this process only. */
export type DocumentsFile = {
  readonly documents: (collection: string) => Documents
  readonly close: () => void
}

/**
 * Opens a file of documents, and keeps other processes away from it while it is open; the end of this process opens it
 * again, however it ends.
 *
 * Effect: makes the file and its folder, readable by its owner only, where they are not there yet. `onTrouble` hears
 * why a change cannot be kept later, such as on a full disk.
 * Errors: what is wrong with the file; it stays as it is, to the byte.
 */
export const openDocumentsFile = (
  file: string,
  collections: readonly string[],
  onTrouble: (reason: string) => void,
): E.Either<string, DocumentsFile> =>
  pipe(
    E.tryCatch(
      () => {
        // tokens are in it
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
        if (isNew(file)) closeSync(openSync(file, 'a', 0o600))
        else refuseDamage(file)
        return openDatabase(file, collections)
      },
      (thrown) => reasonOf(thrown, file),
    ),
    E.map((database) => ({
      documents: (collection) =>
        documentsIn(database, collection, (thrown) => onTrouble(reasonOf(thrown, file))),
      close: () => database.close(),
    })),
  )

const isNew = (file: string): boolean => {
  accessSync(dirname(file), constants.W_OK | constants.X_OK)
  if (!existsSync(file)) return true
  accessSync(file, constants.R_OK | constants.W_OK)
  return false
}

/**
 * Reads the whole file before anything may be written to it: SQLite notices a damaged page only when it comes to it,
 * and a connection that may write moves its journal into the file when it is closed, damaged or not.
 */
const refuseDamage = (file: string): void => {
  const leftBehind = [`${file}-shm`, `${file}-wal`].filter((beside) => !existsSync(beside))
  try {
    const reader = new DatabaseSync(file, { readOnly: true })
    try {
      const answer = reader.prepare('PRAGMA quick_check(1)').get()
      if (answer?.quick_check !== 'ok') throw Object.assign(new Error(), { errcode: DAMAGED })
    } finally {
      reader.close()
    }
  } catch (thrown) {
    // the first start was killed before it had anything to lose; a reader cannot undo what is half done
    if (extendedCode(thrown) === HALF_MADE) return
    // of these a reader makes empty ones, and a process that uses the file has its own
    if (code(thrown) !== IN_USE) for (const beside of leftBehind) rmSync(beside, { force: true })
    throw thrown
  }
}

const openDatabase = (file: string, collections: readonly string[]): DatabaseSync => {
  const database = new DatabaseSync(file)
  // one process at a time; every commit is in the system's hands before it is acknowledged
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;')
  for (const collection of collections)
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${collection} (id TEXT PRIMARY KEY, text TEXT) STRICT`,
    )
  // the reader's, which an exclusive connection has no use for
  rmSync(`${file}-shm`, { force: true })
  return database
}

const Row = t.type({ id: t.string, text: t.string })

const documentsIn = (
  database: DatabaseSync,
  collection: string,
  onTrouble: (thrown: unknown) => void,
): Documents => {
  const all = database.prepare(`SELECT id, text FROM ${collection} ORDER BY rowid`)
  const put = database.prepare(
    `INSERT INTO ${collection} VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text`,
  )
  const remove = database.prepare(`DELETE FROM ${collection} WHERE id = ?`)
  const kept = (change: () => unknown): void => {
    try {
      change()
    } catch (thrown) {
      onTrouble(thrown)
      throw thrown
    }
  }
  return {
    all: () => all.all().flatMap((row) => (Row.is(row) ? [[row.id, row.text]] : [])),
    put: (id, text) => kept(() => put.run(id, text)),
    remove: (id) => kept(() => remove.run(id)),
  }
}

/** SQLite's result codes, and what the system says. Source: https://www.sqlite.org/rescode.html */
const IN_USE = 5
const DAMAGED = 11
const HALF_MADE = 776
const REASONS: Readonly<Record<string, (name: string) => string>> = {
  [IN_USE]: () => 'another process is using it',
  8: (name) => `${name} cannot be written to`,
  10: (name) => `${name} cannot be read or written, as on a full disk`,
  [DAMAGED]: (name) => `${name} is damaged`,
  13: () => 'the disk is full',
  14: (name) => `${name} cannot be opened`,
  26: (name) => `${name} is not the file of a local account`,
  EACCES: (name) => `this user may not read and write ${name}`,
  EEXIST: () => 'a file stands in its place',
  ENOSPC: () => 'the disk is full',
  ENOTDIR: () => 'a file stands in its place',
  EROFS: (name) => `${name} cannot be written to`,
}

const reasonOf = (thrown: unknown, file: string): string => {
  const known = code(thrown)
  const isOfFolder = thrown instanceof Error && 'path' in thrown && thrown.path !== file
  const reason = REASONS[known ?? '']?.(isOfFolder ? 'it' : basename(file))
  return reason ?? `it cannot be used${known === undefined ? '' : ` (${known})`}`
}

const code = (thrown: unknown): string | number | undefined => {
  const extended = extendedCode(thrown)
  if (extended !== undefined) return extended & 0xff
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : undefined
}

const extendedCode = (thrown: unknown): number | undefined =>
  thrown instanceof Error && 'errcode' in thrown && typeof thrown.errcode === 'number'
    ? thrown.errcode
    : undefined
