import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as t from 'io-ts'
import type { Documents } from './documents.ts'

/**
 * A folder that keeps a local account.
 *
 * Shape: `documents` are kept in `account.sqlite`; the table keeps a folder of its own.
 */
export type DataFolder = {
  readonly documents: (collection: 'secrets' | 'tokens') => Documents
  readonly table: string
  readonly close: () => void
}

/**
 * Opens the folder of a local account, and keeps other processes away from it while it is open; the end of this
 * process opens it again, however it ends.
 *
 * Effect: makes the folder, readable by its owner only, where it is not there yet. `onTrouble` hears of every change
 * that cannot be kept later, such as on a full disk.
 * Errors: a sentence that says what is wrong with the folder; what is in it stays as it is.
 */
export const openDataFolder = (
  folder: string,
  onTrouble: (message: string) => void = () => {},
): E.Either<string, DataFolder> =>
  pipe(
    E.tryCatch(
      () => {
        // tokens are in it
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        return openDatabase(join(folder, 'account.sqlite'))
      },
      (thrown) => `data folder ${folder}: ${reasonOf(thrown)}; nothing in it was changed`,
    ),
    E.map((database) => ({
      documents: (collection) =>
        documentsIn(database, collection, (thrown) =>
          onTrouble(
            `data folder ${folder}: ${reasonOf(thrown)}; a change was refused and not made`,
          ),
        ),
      table: join(folder, 'table'),
      close: () => database.close(),
    })),
  )

const openDatabase = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file)
  // one process at a time; every commit is in the system's hands before it is acknowledged
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL;')
  for (const collection of ['secrets', 'tokens'])
    database.exec(
      `CREATE TABLE IF NOT EXISTS ${collection} (id TEXT PRIMARY KEY, text TEXT) STRICT`,
    )
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

/** SQLite's result codes. Source: https://www.sqlite.org/rescode.html */
const SQLITE_REASONS: Readonly<Record<number, string>> = {
  5: 'another process is using it',
  8: 'it cannot be written to',
  11: 'account.sqlite is damaged',
  13: 'the disk is full',
  14: 'account.sqlite cannot be opened',
  26: 'account.sqlite is not the file of a local account',
}

const reasonOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'it cannot be used'
  const code = 'errcode' in thrown && typeof thrown.errcode === 'number' ? thrown.errcode & 0xff : 0
  return (
    SQLITE_REASONS[code] ??
    ('code' in thrown ? `it cannot be used (${thrown.code})` : 'it cannot be used')
  )
}
