import { useEffect, useState } from 'preact/hooks'
import { ask } from './server.ts'

/** What a page knows. Shape: an older answer stays while a newer one cannot be had. */
export type Known<A> = {
  readonly answer: A | undefined
  readonly problem: string | undefined
  /** Asks at once. */
  readonly again: () => void
}

const EVERY_MILLISECONDS = 4000

/** Asks the server, and again every few seconds while the page is looked at. */
export const useAnswer = <A>(path: string, isLive = true): Known<A> => {
  const [known, setKnown] = useState<{ path: string; answer?: A; problem?: string }>({ path })
  const [round, setRound] = useState(0)
  useEffect(() => {
    const leaving = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'visible') {
        const reply = await ask<A>(path, leaving.signal)
        if (leaving.signal.aborted) return
        setKnown((before) =>
          reply.tag === 'Answered'
            ? { path, answer: reply.answer }
            : before.path === path
              ? { ...before, problem: reply.problem }
              : { path, problem: reply.problem },
        )
      }
      if (isLive) timer = setTimeout(() => void look(), EVERY_MILLISECONDS)
    }
    void look()
    return () => {
      leaving.abort()
      clearTimeout(timer)
    }
  }, [path, isLive, round])
  return {
    // what was known of another question would be wrong here
    answer: questionOf(known.path) === questionOf(path) ? known.answer : undefined,
    problem: known.path === path ? known.problem : undefined,
    again: () => setRound((n) => n + 1),
  }
}

/** Filters may change what a list shows while it stays on the screen; another credential is another page. */
const questionOf = (path: string): string =>
  path.startsWith('fleet?') || path.startsWith('timeline?') ? (path.split('?')[0] ?? '') : path
