import type { KnownCommand, KnownOption, Value } from './command-tree.ts'

/** The words that lead from one command to the next, as shell patterns `path/word`, with the path that they lead to. */
export const steps = (
  tree: readonly KnownCommand[],
): readonly { readonly pattern: string; readonly path: string }[] =>
  tree.flatMap(({ path, subcommands }) =>
    subcommands.map(({ name }) => ({
      pattern: `${path}/${name}`,
      path: path === '' ? name : `${path} ${name}`,
    })),
  )

/** The options of a tree that take a value, each under its shell pattern `path/flag`. */
export const valueCases = (
  tree: readonly KnownCommand[],
): readonly {
  readonly patterns: readonly string[]
  readonly value: Value
  readonly option: KnownOption
}[] =>
  tree.flatMap(({ path, options }) =>
    options.flatMap((option) =>
      option.value === undefined
        ? []
        : [
            {
              patterns: option.flags.map((flag) => `${path}/${flag}`),
              value: option.value,
              option,
            },
          ],
    ),
  )

/** A text between single quotes, as bash, zsh and fish read it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
