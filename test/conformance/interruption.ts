/** Signals of one Ctrl-C may come twice: from the terminal, and passed on by a parent process. */
const SAME_KEY_MILLISECONDS = 1000

/**
 * Turns Ctrl-C, SIGTERM and a closed terminal into an abort, so that what was created is deleted before the
 * end; a second one ends the process at once.
 *
 * Effect: listens for signals as long as the process lives.
 */
export const interruption = (print: (line: string) => void, name: string): AbortSignal => {
  const controller = new AbortController()
  let askedAt: number | undefined
  const ask = (): void => {
    if (askedAt !== undefined && performance.now() - askedAt > SAME_KEY_MILLISECONDS) {
      print(`ended; whatever is named ${name}… is left over: delete it yourself`)
      process.exit(130)
    }
    if (askedAt === undefined) print('ending; once more ends at once and leaves things behind')
    askedAt ??= performance.now()
    controller.abort()
  }
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(event, ask)
  return controller.signal
}
