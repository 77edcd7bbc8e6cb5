/** Does work during which Ctrl-C ends the process at once, since nothing is begun that would have to be finished. */
export type Leavable = <A>(work: () => Promise<A>) => Promise<A>

/** Makes work leavable. Effect: ends the process with 130 when Ctrl-C comes, or came while other work was finished. */
export const leavable =
  (interrupted: AbortSignal): Leavable =>
  async (work) => {
    const leave = (): never => process.exit(130)
    if (interrupted.aborted) leave()
    interrupted.addEventListener('abort', leave)
    try {
      return await work()
    } finally {
      interrupted.removeEventListener('abort', leave)
    }
  }
