import { once } from 'node:events'

/** Writes a line to stdout, and waits while whoever reads it is slower: what is not read yet is not piled up. */
export const print = async (line: string): Promise<void> => {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain')
}
