import type { KnownCommand, Value } from './command-tree.ts'
import { quoted, steps, valueCases } from './completion-cases.ts'

/**
 * The script that completes a program's words in zsh, each with what it is for.
 *
 * Source: https://zsh.sourceforge.io/Doc/Release/Completion-System.html
 */
export const zshCompletion = (name: string, tree: readonly KnownCommand[]): string => {
  const call = `_${name.replaceAll('-', '_')}`
  return `#compdef ${name}
# zsh completion for ${name}; to use it: source <(${name} completion zsh)
${call}() {
  local at='' option='' word previous=\${words[CURRENT-1]} i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    [[ $word == -* ]] && option=$word
    case "$at/$word" in
${steps(tree)
  .map(({ pattern, path }) => `      ${quoted(pattern)}) at=${quoted(path)} ;;`)
  .join('\n')}
    esac
  done
  if [[ \${words[CURRENT]} == --*=* ]]; then
    previous=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  case "$at/$previous" in
${valueCases(tree)
  .map(({ patterns, value }) => `    ${patterns.map(quoted).join('|')}) ${reply(value)}; return ;;`)
  .join('\n')}
  esac
  if [[ \${words[CURRENT]} != -* ]]; then
    case "$at/$option" in
${valueCases(tree)
  .filter(({ option, value }) => option.isRepeated && value.words.length > 0)
  .map(
    ({ patterns, value }) => `      ${patterns.map(quoted).join('|')}) ${reply(value)}; return ;;`,
  )
  .join('\n')}
    esac
  fi
  case "$at" in
${tree.map((command) => `    ${quoted(command.path)})\n${replyAt(command)}\n      ;;`).join('\n')}
  esac
}

if [[ $funcstack[1] == ${call} ]]; then ${call} "$@"; else compdef ${call} ${name}; fi
`
}

const reply = ({ words, isPath }: Value): string =>
  isPath ? '_files' : words.length === 0 ? ':' : `compadd -- ${words.map(quoted).join(' ')}`

const replyAt = ({ subcommands, options, argument }: KnownCommand): string => {
  const flags = options.flatMap((option) =>
    option.flags.map((flag) => described(flag, option.about)),
  )
  const names = subcommands.map(({ name, about }) => described(name, about))
  return [
    ...(names.length === 0
      ? []
      : [`      found=(${names.join(' ')})`, "      _describe 'command' found"]),
    ...(argument === undefined || (argument.words.length === 0 && !argument.isPath)
      ? []
      : [`      ${reply(argument)}`]),
    `      found=(${flags.join(' ')})`,
    "      _describe -o 'option' found",
  ].join('\n')
}

/** A colon ends the word. */
const described = (word: string, about: string): string =>
  quoted(`${word.replaceAll(':', '\\:')}:${about}`)
