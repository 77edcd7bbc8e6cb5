import { Command } from 'commander'
import { localCommand } from './local.ts'

const program = new Command('token-rotation')
  .description('keeps OAuth credentials in AWS Secrets Manager fresh')
  .addCommand(localCommand())

await program.parseAsync()
