import { spawnSync } from 'node:child_process'

/** A Debian machine has its packages in the system's Python, which need not be the first one in the path. */
const INTERPRETERS = ['python3', '/usr/bin/python3']

const run = (python: string, program: string, input = '') =>
  spawnSync(python, ['-c', program], { input, encoding: 'utf8' })

/**
 * The Python that can run a program, such as one that imports a library. Where none can, it says aloud what is
 * skipped for it.
 */
export const pythonWith = (program: string, library: string): string | undefined => {
  const python = INTERPRETERS.find((name) => run(name, program).status === 0)
  if (python === undefined) console.warn(`skipped: what ${library} reads, no python3 here has it`)
  return python
}

/**
 * What a Python program prints as JSON.
 *
 * Shape: the program finds `now` (seconds since 1970) and `stored` (the parsed text), with `time.time()` stopped at
 * `now`; it calls `answer` with its result.
 */
export const askPython = (
  python: string,
  program: string,
  { now, text }: { readonly now: Date; readonly text: string },
): unknown => {
  const input = JSON.stringify({ now: now.getTime() / 1000, text })
  const { status, stdout, stderr } = run(python, `${PREAMBLE}\n${program}`, input)
  if (status !== 0) throw new Error(`python ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}

const PREAMBLE = `
import json, sys, time
given = json.load(sys.stdin)
now, text = given['now'], given['text']
stored = json.loads(text)
time.time = lambda: now
def answer(result): print(json.dumps(result))
`
