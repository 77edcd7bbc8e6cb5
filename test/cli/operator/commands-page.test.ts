import { readFileSync } from 'node:fs'
import { Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { commandsPage } from '../../../lib/cli/commands-page.ts'
import { operatorCommand } from '../../../lib/cli/operator/operator-options.ts'
import { program } from '../../../lib/cli/program.ts'

describe('when the commands change', () => {
  it('is what COMMANDS.md says (else run npm run commands)', () => {
    const page = readFileSync(new URL('../../../COMMANDS.md', import.meta.url), 'utf8')

    expect(page).toBe(commandsPage(program()))
  })

  it('has a section, examples and exit codes for every command', () => {
    const sections = commandsPage(program()).split(/^## /m).slice(1)

    expect(sections.length).toBeGreaterThanOrEqual(16)
    expect(sections.filter((section) => !section.includes('Examples:\n\n```'))).toStrictEqual([])
    expect(sections.filter((section) => !section.includes('Exit codes: 0 '))).toStrictEqual([])
  })
})

describe('when a page is made of a program', () => {
  it('tells usage, arguments, options, examples and exit codes, and nothing that Markdown would take for itself', () => {
    const set = operatorCommand('set', 'set a_b <now>', ['prog group set x'])
      .argument('<name>', 'a|b')
      .addOption(new Option('--kind <kind>', 'which').choices(['p', 'q']).env('A_KIND'))
      .addHelpText('after', '\nReads *all*.')
    const page = commandsPage(new Command('prog').addCommand(new Command('group').addCommand(set)))

    expect(page).toBe(`# Commands

This page is made from the commands themselves by \`npm run commands\`; \`prog <command> --help\` says the same.

| command | what for |
| --- | --- |
| [\`group set\`](#group-set) | set a\\_b \\<now> |

## group set

Set a\\_b \\<now>.

\`\`\`
prog group set [options] <name>
\`\`\`

| argument | meaning |
| --- | --- |
| \`name\` | a\\|b |

| option | meaning |
| --- | --- |
| \`--kind <kind>\` | which (choices: "p", "q", env: A\\_KIND) |
| \`-h, --help\` | display help for command |

Examples:

\`\`\`
prog group set x
\`\`\`

Reads \\*all\\*.

Exit codes: 0 done, 1 what was asked about is in trouble or not found, 2 wrong usage, 130 ended by Ctrl-C.
`)
  })
})
