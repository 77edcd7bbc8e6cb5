/**
 * Writes COMMANDS.md from the definitions of the commands.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandsPage } from '../lib/cli/commands-page.ts'
import { program } from '../lib/cli/program.ts'

writeFileSync(join(import.meta.dirname, '../COMMANDS.md'), commandsPage(program()))
