import type { KnownCommand, Value } from './command-tree.ts'
import { quoted, steps, valueCases } from './completion-cases.ts'

/**
 * The script that completes a program's words in bash 3.2 or newer.
 *
 * Source: https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html
 */
export const bashCompletion = (name: string, tree: readonly KnownCommand[]): string => {
  const call = `_${name.replaceAll('-', '_')}`
  return `# bash completion for ${name}; to use it: source <(${name} completion bash)
${call}_files() {
  # a shell before bash 4 cannot ask for readline's own way, which copes with spaces
  compopt -o default 2>/dev/null || COMPREPLY=( $(compgen -f -- "$current") )
}

${call}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous='' at='' option='' word='' i last=$((COMP_CWORD - 1))
  COMPREPLY=()
  # --option=value comes as three words
  if [[ $current == '=' ]]; then
    current=''
  elif ((last > 0)) && [[ \${COMP_WORDS[last]} == '=' ]]; then
    last=$((last - 1))
  fi
  ((last > 0)) && previous="\${COMP_WORDS[last]}"
  for ((i = 1; i <= last; i++)); do
    word="\${COMP_WORDS[i]}"
    [[ $word == -* ]] && option=$word
    case "$at/$word" in
${steps(tree)
  .map(({ pattern, path }) => `      ${quoted(pattern)}) at=${quoted(path)} ;;`)
  .join('\n')}
    esac
  done
  case "$at/$previous" in
${valueCases(tree)
  .map(
    ({ patterns, value }) =>
      `    ${patterns.map(quoted).join('|')}) ${reply(value, call)}; return ;;`,
  )
  .join('\n')}
  esac
  if [[ $current != -* ]]; then
    case "$at/$option" in
${valueCases(tree)
  .filter(({ option, value }) => option.isRepeated && value.words.length > 0)
  .map(
    ({ patterns, value }) =>
      `      ${patterns.map(quoted).join('|')}) ${reply(value, call)}; return ;;`,
  )
  .join('\n')}
    esac
  fi
  case "$at" in
${tree.map((command) => `    ${quoted(command.path)}) ${replyAt(command, call)} ;;`).join('\n')}
  esac
}

complete -F ${call} ${name}
`
}

const reply = ({ words, isPath }: Value, call: string): string =>
  isPath ? `${call}_files` : words.length === 0 ? ':' : replyWith(words)

const replyWith = (words: readonly string[]): string =>
  `COMPREPLY=( $(compgen -W ${quoted(words.join(' '))} -- "$current") )`

/** Options are offered to whoever begins with a hyphen, or where nothing else is known. */
const replyAt = ({ subcommands, options, argument }: KnownCommand, call: string): string => {
  const flags = options.flatMap((option) => option.flags)
  const words = [...subcommands.map(({ name }) => name), ...(argument?.words ?? [])]
  const withFlags = replyWith([...words, ...flags])
  return argument?.isPath === true
    ? `if [[ $current == -* ]]; then ${replyWith(flags)}; else ${call}_files; fi`
    : withFlags
}
