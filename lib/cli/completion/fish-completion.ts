import type { KnownCommand, KnownOption, Value } from './command-tree.ts'
import { steps } from './completion-cases.ts'

/**
 * The script that completes a program's words in fish, each with what it is for.
 *
 * Source: https://fishshell.com/docs/current/completions.html
 */
export const fishCompletion = (name: string, tree: readonly KnownCommand[]): string => {
  const call = `__${name.replaceAll('-', '_')}_at`
  const line = (path: string, rest: string, after: readonly string[] = []): string =>
    `complete -c ${name} -n ${fishQuoted([call, fishQuoted(path), ...after].join(' '))} ${rest}`
  return `# fish completion for ${name}; to use it: ${name} completion fish | source
function ${call}
    set -l at ''
    set -l option ''
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; and set option $word
        switch "$at/$word"
${steps(tree)
  .map(
    ({ pattern, path }) =>
      `            case ${fishQuoted(pattern)}\n                set at ${fishQuoted(path)}`,
  )
  .join('\n')}
        end
    end
    test "$at" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or contains -- "$option" $argv[2..-1]
end

complete -c ${name} -f
${tree
  .flatMap(({ path, subcommands, argument, options }) => [
    ...subcommands.map((command) =>
      line(path, `-a ${fishQuoted(command.name)} -d ${fishQuoted(command.about)}`),
    ),
    ...(argument === undefined ? [] : valueWords(argument).map((rest) => line(path, rest))),
    ...options.map((option) => line(path, optionOf(option))),
    ...options
      .filter(takesMore)
      .flatMap(({ flags, value }) =>
        value === undefined ? [] : valueWords(value).map((rest) => line(path, rest, flags)),
      ),
  ])
  .join('\n')}
`
}

const valueWords = ({ words, isPath }: Value): readonly string[] => [
  ...(isPath ? ['-F'] : []),
  ...(words.length === 0 ? [] : [`-a ${fishQuoted(words.join(' '))}`]),
]

/** fish knows of one value an option. */
const takesMore = ({ isRepeated, value }: KnownOption): boolean =>
  isRepeated && value !== undefined && value.words.length > 0

const optionOf = ({ flags, about, value }: KnownOption): string =>
  [
    ...flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)),
    ...(value === undefined ? [] : [value.isPath ? '-r' : '-x', ...valueWords(value)]),
    `-d ${fishQuoted(about)}`,
  ].join(' ')

/** A text between single quotes, in which fish reads a backslash as one that escapes. */
const fishQuoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
