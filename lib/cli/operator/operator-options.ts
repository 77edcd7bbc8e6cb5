import { Command, InvalidArgumentError, Option } from 'commander'

/** What every command on a deployment is told. */
export type OperatorOptions = {
  readonly tagPrefix: string
  readonly region?: string
  readonly json: boolean
}

/** A command that ends with 2 when it is used wrongly, and shows examples in its help. */
export const operatorCommand = (
  name: string,
  description: string,
  examples: readonly string[],
): Command =>
  new Command(name)
    .description(description)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE))
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}`)

/** Lets a command say on which deployment it works, and ask for JSON. */
export const operatorOptions = (command: Command): Command =>
  jsonOption(
    command
      .addOption(
        new Option(
          '--tag-prefix <prefix>',
          'what the tags and the ledger of the deployment begin with',
        )
          .env('TOKEN_ROTATION_TAG_PREFIX')
          .default('token-rotation')
          .argParser(tagPrefix),
      )
      .option('--region <region>', 'AWS region (default: as AWS_REGION or the AWS profile says)'),
  )

/** Lets a command be asked for JSON. */
export const jsonOption = (command: Command): Command =>
  command.option('--json', 'write JSON, one object per line; dates in ISO 8601', false)

/** Whether colours are welcome: on a terminal that shows them, unless NO_COLOR is set. */
export const isColoured = (
  output: { readonly isTTY?: boolean },
  variables: NodeJS.ProcessEnv = process.env,
): boolean =>
  output.isTTY === true && (variables.NO_COLOR ?? '') === '' && variables.TERM !== 'dumb'

/** The exit code of wrong usage. */
export const WRONG_USAGE = 2

/** A DynamoDB table has this name, too. */
const tagPrefix = (text: string): string => {
  if (!/^[A-Za-z0-9_.-]{3,100}$/.test(text))
    throw new InvalidArgumentError(
      'expected 3 to 100 letters, digits, dots, hyphens or underscores',
    )
  return text
}
