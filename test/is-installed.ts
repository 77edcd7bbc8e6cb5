import { spawnSync } from 'node:child_process'

/** Whether a program can be run here. Where it cannot, it says aloud what is skipped for it. */
export const isInstalled = (program: string, whatNeedsIt: string): boolean => {
  const isThere = spawnSync(program, ['--help'], { stdio: 'ignore' }).status === 0
  if (!isThere) console.warn(`skipped: ${whatNeedsIt}, since ${program} is not installed`)
  return isThere
}
