import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import * as E from 'fp-ts/Either'

/**
 * Replaces what a file holds, all of it or nothing, so that it survives the loss of power; a symbolic link stays one.
 *
 * Shape: `confirm` is asked when the new text is on the disk already and only the renaming is left.
 * Effect: writes a temporary file beside it, for its owner only; safe to repeat.
 * Errors: what `confirm` refuses, and a sentence on what could not be written; nothing is changed then, but for a
 * folder whose own write fails at the very end, where the new text is in place and may not outlive a loss of power.
 */
export const replaceFile = (
  file: string,
  text: string,
  confirm: () => E.Either<string, void>,
): E.Either<string, void> => {
  try {
    const target = realpathSync(file)
    const temporary = `${target}.${process.pid}.tmp`
    const descriptor = openSync(temporary, 'wx', 0o600)
    try {
      try {
        writeFileSync(descriptor, text)
        fsyncSync(descriptor)
      } finally {
        closeSync(descriptor)
      }
      const confirmed = confirm()
      if (E.isLeft(confirmed)) return confirmed
      renameSync(temporary, target)
    } finally {
      rmSync(temporary, { force: true })
    }
    syncFolder(dirname(target))
    return E.right(undefined)
  } catch (thrown) {
    return E.left(`${file}: ${whyUnwritable(thrown)}`)
  }
}

/**
 * Makes a file ready to be replaced.
 *
 * Effect: removes what a killed `replaceFile` left beside it; what another process may be writing just now stays.
 * Errors: a sentence when nothing can be written beside it.
 */
export const prepareReplacement = (file: string): E.Either<string, void> =>
  E.tryCatch(
    () => {
      const target = realpathSync(file)
      const folder = dirname(target)
      accessSync(folder, constants.W_OK | constants.X_OK)
      for (const name of readdirSync(folder)) {
        const pid = writerOf(name, basename(target))
        const temporary = join(folder, name)
        if (pid !== undefined && !isAtWork(pid) && lstatSync(temporary).isFile()) rmSync(temporary)
      }
    },
    (thrown) => `${file}: ${whyUnwritable(thrown)}; new tokens are written beside it, then renamed`,
  )

/** Which process made a temporary file; `undefined` for any other file. */
const writerOf = (name: string, base: string): number | undefined => {
  const pid = name.startsWith(`${base}.`) ? /^(\d+)\.tmp$/.exec(name.slice(base.length + 1)) : null
  return pid === null ? undefined : Number(pid[1])
}

/** Another process that may be ours; one that we may not signal is another user's, with a number used again. */
const isAtWork = (pid: number): boolean => {
  try {
    return pid !== process.pid && process.kill(pid, 0)
  } catch {
    return false
  }
}

const syncFolder = (folder: string): void => {
  // Windows opens no folder, and keeps a renaming in its journal
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'it cannot be written, the disk is full',
  EDQUOT: 'it cannot be written, the disk quota is used up',
  EFBIG: 'it cannot be written, there is no room for it',
  EROFS: 'it cannot be written, the disk is read-only',
}

const whyUnwritable = (thrown: unknown): string => {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  return REASONS[code] ?? (code === '' ? 'it cannot be written' : `it cannot be written (${code})`)
}
