import { EMULATED_AWS } from './cdk-cli.ts'
import { countOutputs, createdResources } from './created-resources.ts'
import type { Report } from './report.ts'
import type { Assembly } from './stack-template.ts'
import type { Workbench } from './workbench.ts'

/** Prepares the account as a person does once: `cdk bootstrap`. */
export const bootstrap = async ({ cdk }: Workbench, { folder }: Assembly): Promise<void> => {
  await cdk('bootstrap', `aws://${EMULATED_AWS.account}/${EMULATED_AWS.region}`, '--app', folder)
}

/**
 * Deploys an assembly: `cdk deploy`. The stack has no parameters of its own; previous values of the CDK's are left
 * out, because moto takes the value that one had resolved to for its name.
 */
export const deploy = async (
  { cdk }: Workbench,
  { folder }: Assembly,
  ...words: readonly string[]
): Promise<void> => {
  await cdk('deploy', '--app', folder, ...OPTIONS, ...words)
}

const OPTIONS = ['--require-approval', 'never', '--no-previous-parameters']

/** Compares the template's resources with what the endpoint lists. */
export const reportResources = async (
  { endpoint }: Workbench,
  { template }: Assembly,
  report: Report,
): Promise<void> => {
  const created = await createdResources(endpoint.origin)
  for (const [id, { Type }] of Object.entries(template.Resources)) {
    const what = `${Type} ${id.slice(0, -8)}`
    if (created.has(id)) report.check('resources', what, true, 'created')
    else if (UNKNOWN_TO_MOTO.includes(Type))
      report.notShown('resources', what, 'the emulator does not know the type')
    else report.check('resources', what, false, 'not created')
  }
  const outputs = await countOutputs(endpoint.origin)
  if (outputs > 0) report.check('resources', 'Outputs', outputs === OUTPUTS, `${outputs} outputs`)
  else
    report.notShown('resources', 'Outputs', 'the emulator lists none; ids are read from resources')
}

/** Both queues, the ledger, the bus and the three functions. */
const OUTPUTS = 7

/** What moto's CloudFormation passes over without a word to the caller. */
const UNKNOWN_TO_MOTO = [
  'AWS::CloudWatch::Alarm',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
]
