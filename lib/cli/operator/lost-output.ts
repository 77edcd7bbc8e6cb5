/**
 * Tells with what a command ends whose standard output takes nothing more: 0 where whoever reads it has seen enough, as
 * `head` does; else 1, since what was written is not complete.
 *
 * Effect: says the latter on standard error, with the system's code (`ENOSPC`) and nothing of what was written.
 */
export const lostOutput = (error: Error): 0 | 1 => {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'EPIPE') return 0
  const why = /^E[A-Z0-9_]{1,30}$/.test(code) ? ` (${code})` : ''
  process.stderr.write(`standard output cannot be written${why}: what was said is not complete\n`)
  return 1
}
