/**
 * Fails the whole run when a secret that was planted anywhere shows up in what the run prints.
 *
 * Test reports, console output of the suites and of the processes they start all pass through this process.
 */
export const setup = (): (() => void) => {
  let found = 0
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = new Proxy(stream.write, {
      apply: (write, self, args) => {
        if (/(planted|demo-secret)-[A-Za-z0-9_-]{6}/.test(String(args[0]))) found++
        return Reflect.apply(write, self, args)
      },
    })
  }
  return () => {
    if (found > 0) throw new Error(`${found} writes of this run contain a planted secret`)
  }
}
