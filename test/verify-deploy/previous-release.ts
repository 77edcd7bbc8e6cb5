import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

const project = join(import.meta.dirname, '../..')

/** The newest tag that is not of this very commit; `undefined`: there is none, or no repository. */
export const previousTag = (): string | undefined => {
  try {
    const tags = git('tag', '--merged', 'HEAD', '--no-contains', 'HEAD', '--sort=-creatordate')
    return tags.toString().split('\n').find(Boolean)
  } catch {
    return undefined
  }
}

/** Lays out the source of a tag, beside the dependencies that are installed now. */
export const checkOut = (tag: string, folder: string): void => {
  mkdirSync(folder)
  execFileSync('tar', ['-x', '-C', folder], { input: git('archive', tag) })
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'))
}

const git = (...words: readonly string[]): Buffer =>
  execFileSync('git', words, {
    cwd: project,
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
