import { spawn } from 'node:child_process'

/** What opens an address on a platform. Shape: the address follows as the last word; no shell reads it. */
export const openerOf = (platform: NodeJS.Platform): readonly [string, ...string[]] => {
  switch (platform) {
    case 'darwin':
      return ['open']
    case 'win32':
      return ['rundll32', 'url.dll,FileProtocolHandler']
    default:
      return ['xdg-open']
  }
}

/** Opens an address in the browser of a person at a terminal; where there is none, the address was printed. */
export const openBrowser = (url: URL): void => {
  const [program, ...words] = openerOf(process.platform)
  const child = spawn(program, [...words, url.href], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}

/** Whether a person sits at this terminal. */
export const isAtTerminal = (): boolean =>
  process.stdin.isTTY === true && process.stderr.isTTY === true
