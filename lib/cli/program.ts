import { Command } from 'commander'
import { version } from '../../package.json'
import { addCommand } from './add.ts'
import { authorizeCommand } from './authorize.ts'
import { checkCommand } from './check.ts'
import { clientCommand } from './client.ts'
import { completionCommand } from './completion.ts'
import { consoleCommand } from './console.ts'
import { costCommand } from './cost.ts'
import { doctorCommand } from './doctor.ts'
import { exportCommand } from './export.ts'
import { localCommand } from './local.ts'
import { WRONG_USAGE } from './operator/operator-options.ts'
import { pauseCommand } from './pause.ts'
import { providersCommand } from './providers.ts'
import { resumeCommand } from './resume.ts'
import { reviveCommand } from './revive.ts'
import { rotateCommand } from './rotate.ts'
import { showCommand } from './show.ts'
import { statusCommand } from './status.ts'
import { whyCommand } from './why.ts'

/** `token-rotation` with all of its commands, as words have not been read yet. */
export const program = (): Command =>
  new Command('token-rotation')
    .description('keeps OAuth credentials in AWS Secrets Manager fresh')
    .version(version, '--version', 'print the version')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE))
    .addCommand(localCommand())
    .addCommand(addCommand())
    .addCommand(authorizeCommand())
    .addCommand(clientCommand())
    .addCommand(rotateCommand())
    .addCommand(reviveCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(exportCommand())
    .addCommand(statusCommand())
    .addCommand(showCommand())
    .addCommand(whyCommand())
    .addCommand(consoleCommand())
    .addCommand(providersCommand())
    .addCommand(checkCommand())
    .addCommand(costCommand())
    .addCommand(doctorCommand())
    .addCommand(completionCommand())
