import { quoted } from './completion/completion-cases.ts'

/** A text as one word of a POSIX shell, in quotes where it needs them. */
export const shellWord = (text: string): string =>
  /^[\w%+,./:=@-]+$/.test(text) ? text : quoted(text)
