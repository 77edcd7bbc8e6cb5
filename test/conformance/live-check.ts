import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import { Command } from 'commander'
import { type AwsClients, awsClients, destroyClients } from './aws-clients.ts'
import { behaviours } from './behaviours.ts'
import { interruption } from './interruption.ts'
import { planText, type Target } from './live-check-plan.ts'
import { livePatience, noPatience } from './patience.ts'
import { runLiveCheck } from './run-live-check.ts'

const program = new Command('npm run live-check --')
  .description(
    'asks a real AWS account whether it behaves as this project relies on, and prints expected and seen',
  )
  .option('--yes', 'begin without asking', false)
  .addHelpText(
    'after',
    `
Credentials and region are those of the AWS SDK: AWS_PROFILE, AWS_REGION and so on. With AWS_ENDPOINT_URL an
emulator is asked instead. The credentials must be allowed to create and delete secrets, queues, a table and an
event bus whose names begin with token-rotation-live-check-.

Exit code: 0 all as expected; 1 a difference, something left over or no way to begin; 130 ended by Ctrl-C.

Examples:
  AWS_PROFILE=sandbox AWS_REGION=eu-central-1 npm run live-check
  npm run live-check -- --yes > live-check.txt`,
  )
  .action(async ({ yes }: { readonly yes: boolean }, command: Command) => {
    const deleting = awsClients()
    const target = await targetOf(deleting).catch((error: unknown) =>
      command.error(
        `no AWS credentials or region: set AWS_PROFILE or AWS_ACCESS_KEY_ID, and AWS_REGION (${messageOf(error)})`,
      ),
    )
    const name = `token-rotation-live-check-${randomBytes(4).toString('hex')}`
    process.stdout.write(`${planText(target, behaviours, name)}\n`)
    if (!yes && !process.stdin.isTTY)
      command.error('expected --yes, since nobody can be asked here')
    if (!yes && !(await isConfirmed())) command.error('nothing was created')
    const signal = interruption((line) => process.stderr.write(`${line}\n`), name)
    const asking = awsClients({}, signal)
    process.exitCode = await runLiveCheck({
      asking,
      deleting,
      behaviours,
      name,
      patience: target.endpoint === undefined ? livePatience(signal) : noPatience,
      signal,
      print: (line) => process.stdout.write(`${line}\n`),
    })
    for (const clients of [asking, deleting]) destroyClients(clients)
  })

const targetOf = async ({ secrets }: AwsClients): Promise<Target> => {
  const region = await secrets.config.region()
  const { accountId } = await secrets.config.credentials()
  return { region, accountId, endpoint: process.env.AWS_ENDPOINT_URL }
}

const isConfirmed = async (): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  // Ctrl-C and the end of the input are a no
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')))
  const answer = await Promise.race([terminal.question('Type yes to begin: '), closed]).catch(
    () => '',
  )
  terminal.close()
  return answer.trim().toLowerCase() === 'yes'
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown')

await program.parseAsync()
