import type { Argument, Command, Option } from 'commander'

/**
 * What a word on the command line may be.
 *
 * Shape: `words` are the choices, empty where anything goes; `isPath` says that it names a file or a folder.
 */
export type Value = { readonly words: readonly string[]; readonly isPath: boolean }

/** An option. Shape: `value` is absent for a switch; `isRepeated` says that several values may follow it. */
export type KnownOption = {
  readonly flags: readonly string[]
  readonly about: string
  readonly value: Value | undefined
  readonly isRepeated: boolean
}

/** A command, at its place. Shape: `path` are the words that lead to it, without the program's name. */
export type KnownCommand = {
  readonly path: string
  readonly subcommands: readonly { readonly name: string; readonly about: string }[]
  readonly options: readonly KnownOption[]
  readonly argument: Value | undefined
}

/** What options take whose definition cannot list it, by the long flag. */
export type KnownWords = Readonly<Record<string, readonly string[]>>

/** Every command below a program, and the program itself first, as completion scripts need them. */
export const commandTree = (program: Command, known: KnownWords = {}): readonly KnownCommand[] =>
  commandsBelow(program, [], known)

const commandsBelow = (
  command: Command,
  path: readonly string[],
  known: KnownWords,
): readonly KnownCommand[] => {
  const help = command.createHelp()
  const below = help.visibleCommands(command)
  // `help` is made by commander for a list only, and has nothing to complete but the names beside it
  const own = below.filter((child) => child.name() !== 'help')
  const [argument] = command.registeredArguments
  return [
    {
      path: path.join(' '),
      subcommands: below.map((child) => ({ name: child.name(), about: child.description() })),
      options: help.visibleOptions(command).map((option) => knownOption(option, known)),
      argument: argument && argumentValue(argument),
    },
    ...(own.length < below.length ? [helpOf(path, own)] : []),
    ...own.flatMap((child) => commandsBelow(child, [...path, child.name()], known)),
  ]
}

const helpOf = (path: readonly string[], beside: readonly Command[]): KnownCommand => ({
  path: [...path, 'help'].join(' '),
  subcommands: [],
  options: [],
  argument: { words: beside.map((command) => command.name()), isPath: false },
})

const knownOption = (option: Option, known: KnownWords): KnownOption => ({
  flags: [option.short, option.long].filter((flag) => flag !== undefined),
  about: option.description,
  value:
    option.required || option.optional
      ? {
          words: option.argChoices ?? known[option.long ?? ''] ?? [],
          isPath: /<(file|folder)/.test(option.flags),
        }
      : undefined,
  isRepeated: option.variadic,
})

const argumentValue = (argument: Argument): Value => ({
  words: argument.argChoices ?? [],
  isPath: /^(file|folder)$/.test(argument.name()),
})
