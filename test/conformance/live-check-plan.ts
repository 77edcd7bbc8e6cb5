import type { ServiceBehaviour } from './behaviours.ts'

/** Where a check is going to run; `endpoint` is that of an emulator. */
export type Target = {
  readonly region: string
  readonly accountId: string | undefined
  readonly endpoint: string | undefined
}

/**
 * Tells what a check is about to create and what that costs, before it begins.
 *
 * Source: https://aws.amazon.com/secrets-manager/pricing/ (0.40 US dollars a secret and month, by the hour;
 * 0.05 for 10,000 calls); the other services' calls come to less than a tenth of a cent.
 */
export const planText = (
  { region, accountId, endpoint }: Target,
  behaviours: readonly ServiceBehaviour[],
  name: string,
): string => {
  const count = (service: string) => behaviours.filter((b) => b.service === service).length
  const where =
    endpoint === undefined
      ? `account ${accountId ?? 'of your AWS credentials'}, region ${region}`
      : `${endpoint} (AWS_ENDPOINT_URL; nothing is created in AWS), region ${region}`
  return `This asks AWS ${behaviours.length} questions and compares the answers with what this project relies on.

Where     ${where}
Creates   up to ${count('Secrets Manager')} secrets, ${count('SQS') + 1} queues, 1 on-demand table, 1 event bus
Named     ${name} and ${name}-…
Deletes   all of it at the end, also after a failure or Ctrl-C
Costs     less than 5 US cents, most of it for secrets that live a few minutes
Takes     about 10 minutes; a list of secrets may lag by 5
Touches   nothing else: no existing secret is read or changed; a list of secrets is asked by a tag of this run
`
}
