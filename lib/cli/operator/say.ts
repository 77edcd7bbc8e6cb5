import { once } from 'node:events'

/** What a command says: lines for people, or one object for programs. Shape: dates in the object are ISO 8601 texts. */
export type Said = {
  readonly lines: readonly string[]
  readonly json: Readonly<Record<string, unknown>>
}

/** Writes what a command says to standard output. */
export const say = ({ json }: { readonly json: boolean }, said: Said): void => {
  const lines = json ? [JSON.stringify(said.json)] : said.lines
  process.stdout.write(lines.map((line) => `${line}\n`).join(''))
}

/** Writes a line to standard output, and waits while whoever reads it is slower: what is not read yet is not piled up. */
export const print = async (line: string): Promise<void> => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}
