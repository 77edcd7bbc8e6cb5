import type { Command } from 'commander'

/**
 * COMMANDS.md: every command with its usage, arguments, options, examples and exit codes, as the definitions say.
 *
 * Shape: Markdown. The same definitions give the same text, on a terminal or not.
 */
export const commandsPage = (program: Command): string => {
  const commands = leaves(program)
  return `# Commands

This page is made from the commands themselves by \`npm run commands\`; \`${program.name()} <command> --help\` says the same.

${table(
  ['command', 'what for'],
  commands.map((command): readonly [string, string] => [
    `[\`${nameOf(command)}\`](#${nameOf(command).replaceAll(' ', '-')})`,
    command.description(),
  ]),
)}

${commands.map(section).join('\n')}`
}

/** The commands that do something, in the order of the help; a group is only the way to its own. */
const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)

/** What is typed after the program's name. */
const nameOf = (command: Command): string =>
  command.parent === null || command.parent.parent === null
    ? command.name()
    : `${nameOf(command.parent)} ${command.name()}`

const section = (command: Command): string => {
  const help = command.createHelp()
  return `${[
    `## ${nameOf(command)}`,
    sentence(command.description()),
    fenced([help.commandUsage(command)]),
    ...tableIfAny(
      'argument',
      command.registeredArguments.map((argument): readonly [string, string] => [
        `\`${help.argumentTerm(argument)}\``,
        help.argumentDescription(argument),
      ]),
    ),
    ...tableIfAny(
      'option',
      help
        .visibleOptions(command)
        .map((option): readonly [string, string] => [
          `\`${help.optionTerm(option)}\``,
          help.optionDescription(option),
        ]),
    ),
    ...blocks(afterHelp(command)),
    `Exit codes: ${exitCodes(command)}.`,
  ].join('\n\n')}\n`
}

/** What a command's help says after its options. */
const afterHelp = (command: Command): string => {
  let whole = ''
  command.configureOutput({
    writeOut: (text) => {
      whole += text
    },
  })
  command.outputHelp()
  return whole.slice(command.helpInformation().length).trim()
}

/** Indented lines are code, the others text. */
const blocks = (text: string): readonly string[] => {
  const found: { readonly isCode: boolean; readonly lines: string[] }[] = []
  for (const line of text.split('\n')) {
    const isCode = line.startsWith('  ')
    const last = found.at(-1)
    if (last !== undefined && last.isCode === isCode && line !== '') last.lines.push(line)
    else if (line !== '') found.push({ isCode, lines: [line] })
  }
  return found.map(({ isCode, lines }) =>
    isCode ? fenced(lines.map((line) => line.slice(2))) : lines.map(plain).join('\n'),
  )
}

const fenced = (lines: readonly string[]): string => ['```', ...lines, '```'].join('\n')

const exitCodes = (command: Command): string => {
  const own = OWN_EXIT_CODES[nameOf(command)]
  if (own !== undefined) return own
  // an option for the region tells that AWS is asked
  const asksAws = command.options.some(({ long }) => long === '--region')
  return [
    '0 done',
    '1 what was asked about is in trouble or not found',
    '2 wrong usage',
    ...(asksAws ? ['3 AWS refused'] : []),
    '130 ended by Ctrl-C',
  ].join(', ')
}

/** The demo is older than the commands for operators, and is ended by Ctrl-C in the usual course of things. */
const OWN_EXIT_CODES: Readonly<Record<string, string>> = {
  local: '0 done, also by Ctrl-C, 1 wrong usage or a file that cannot be used',
}

const tableIfAny = (
  what: string,
  rows: readonly (readonly [string, string])[],
): readonly string[] => (rows.length === 0 ? [] : [table([what, 'meaning'], rows)])

const table = (
  head: readonly [string, string],
  rows: readonly (readonly [string, string])[],
): string =>
  [head, head.map(() => '---'), ...rows.map((cells) => cells.map(inCell))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

const inCell = (text: string): string =>
  text.startsWith('`') || text.startsWith('[')
    ? text.replaceAll('|', '\\|')
    : plain(text).replaceAll('|', '\\|')

/** Angle brackets would be read as HTML, asterisks and underscores as emphasis. */
const plain = (text: string): string => text.replace(/[<*_]/g, '\\$&')

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${plain(text.slice(1))}.`
