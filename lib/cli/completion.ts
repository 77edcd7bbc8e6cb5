import { Argument, type Command } from 'commander'
import * as E from 'fp-ts/Either'
import { formats } from '../credential/formats.ts'
import { catalogue } from '../provider/load-providers.ts'
import { bashCompletion } from './completion/bash-completion.ts'
import { commandTree, type KnownWords } from './completion/command-tree.ts'
import { fishCompletion } from './completion/fish-completion.ts'
import { zshCompletion } from './completion/zsh-completion.ts'
import { runCommand } from './operator/fail.ts'
import { operatorCommand } from './operator/operator-options.ts'

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }

/** `token-rotation completion`: a script that teaches a shell the words of all commands. */
export const completionCommand = (): Command =>
  operatorCommand('completion', 'print a script that completes these commands in a shell', [
    'source <(token-rotation completion bash)                in ~/.bashrc',
    'source <(token-rotation completion zsh)                 in ~/.zshrc, after compinit',
    'token-rotation completion fish | source                 in ~/.config/fish/config.fish',
  ])
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SHELLS)))
    .addHelpText(
      'after',
      '\nCommands, options, choices, formats and the providers of the catalogue are completed; no AWS account is asked.',
    )
    .action((shell: keyof typeof SHELLS, _options: unknown, command: Command) =>
      runCommand(async () => {
        const program = command.parent ?? command
        process.stdout.write(SHELLS[shell](program.name(), commandTree(program, knownWords())))
        return E.right(0)
      }),
    )

const knownWords = (): KnownWords => {
  const known = catalogue()
  return {
    '--format': formats.map(({ id }) => id),
    '--provider': E.isLeft(known) ? [] : known.right.map(({ id }) => id),
  }
}
