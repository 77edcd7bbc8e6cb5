import type { CommandRun } from './operator-cli.ts'

/** A finding as `doctor --json` prints it. */
export type Said = { level: string; about: string; text: string; remedy?: string }

/** What a run with --json found. */
export const said = ({ stdout }: CommandRun): readonly Said[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
