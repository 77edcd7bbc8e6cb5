import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/**
 * Asks a person at a terminal for one line, which is not shown while it is typed or pasted.
 *
 * Shape: the question goes to standard error, so that output may be redirected; `undefined`: Ctrl-C or Ctrl-D came.
 */
export const askHidden = (question: string): Promise<string | undefined> =>
  ask(question, new Writable({ write: (_chunk, _encoding, done) => done() }))

/** Asks a person at a terminal for one line, which is shown. Shape: as `askHidden`. */
export const askShown = (question: string): Promise<string | undefined> =>
  ask(question, process.stderr)

const ask = (question: string, echo: NodeJS.WritableStream): Promise<string | undefined> =>
  new Promise((resolve) => {
    // with `terminal` the line is edited here, and the terminal itself echoes nothing
    const lines = createInterface({
      input: process.stdin,
      output: echo,
      terminal: true,
      historySize: 0,
    })
    const answer = (line: string | undefined): void => {
      lines.close()
      if (echo !== process.stderr) process.stderr.write('\n')
      resolve(line)
    }
    let isAnswered = false
    const once = (line: string | undefined): void => {
      if (isAnswered) return
      isAnswered = true
      answer(line)
    }
    lines.once('line', once)
    lines.once('SIGINT', () => once(undefined))
    lines.once('close', () => once(undefined))
    if (echo === process.stderr) {
      lines.setPrompt(question)
      lines.prompt()
    } else process.stderr.write(question)
  })
