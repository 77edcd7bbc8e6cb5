/**
 * Fails the whole run when a secret that was planted anywhere shows up in what the run prints.
 *
 * Test reports, console output of the suites and of the processes they start all pass through this process.
 */
export const setup = (): (() => void) => {
  let found = 0
  for (const stream of [process.stdout, process.stderr]) {
    const write: (...args: unknown[]) => boolean = stream.write.bind(stream)
    const watched = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      if (/(planted|demo-secret)-[A-Za-z0-9_-]{6}/.test(String(chunk))) found++
      return write(chunk, ...rest)
    }
    stream.write = watched
  }
  return () => {
    if (found > 0) throw new Error(`${found} writes of this run contain a planted secret`)
  }
}
