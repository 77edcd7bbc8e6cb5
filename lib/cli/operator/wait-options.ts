import { type Command, InvalidArgumentError } from 'commander'

/** How long a command waits for what it asked for. Shape: in seconds; `false`: not at all. */
export type WaitOptions = { readonly wait: number | false }

/** Lets a command be told how long to wait. */
export const waitOptions = (command: Command): Command =>
  command
    .option('--wait <seconds>', 'wait so long for the result, 1 to 3600', seconds, 180)
    .option('--no-wait', 'only ask for it')

const seconds = (text: string): number => {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > 3600)
    throw new InvalidArgumentError('expected a whole number from 1 to 3600')
  return number
}
