import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import * as E from 'fp-ts/Either'
import { dynamoDbLedger } from '../../lib/aws/ledger.ts'
import { createdResources } from './created-resources.ts'
import { deploy } from './deployment.ts'
import type { Report } from './report.ts'
import { currentVersion, type SeededCredential } from './seeded-credential.ts'
import { type Assembly, logicalId } from './stack-template.ts'
import type { Workbench } from './workbench.ts'

/** What stays when the stack goes. */
const RETAINED = [
  ['AWS::DynamoDB::Table', 'Ledger'],
  ['AWS::KMS::Key', 'Key'],
] as const

/** Removes the stack, and looks at what is left. */
export const proveRemoval = async (
  { cdk, dynamoDb, sqs, secretsManager, endpoint }: Workbench,
  { folder, template }: Assembly,
  seeded: SeededCredential,
  report: Report,
): Promise<void> => {
  const check = (what: string, isTrue: boolean): void => report.check('removal', what, isTrue)
  const before = await currentVersion(secretsManager, seeded.arn)
  await cdk('destroy', '--app', folder, '--force')
  const after = await currentVersion(secretsManager, seeded.arn)
  check('the secret stays as it was', after.id === before.id)
  const { TableNames = [] } = await dynamoDb.send(new ListTablesCommand({}))
  check('the ledger stays', TableNames.includes('token-rotation'))
  const item = await dynamoDbLedger(dynamoDb, 'token-rotation').read(seeded.arn)()
  check('its item stays', E.isRight(item) && item.right?.version === before.id)
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}))
  check('the queues are gone', QueueUrls.length === 0)
  const left = await createdResources(endpoint.origin).then(
    () => true,
    () => false,
  )
  check('the stack is gone', !left)
  for (const [type, word] of RETAINED) {
    const { DeletionPolicy } = template.Resources[logicalId(template, type, word)] ?? {}
    check(`${word} has the deletion policy Retain`, DeletionPolicy === 'Retain')
  }
}

/** Asks for a new deployment that takes the ledger back. The emulator cannot import, so the request is what is seen. */
export const proveReturn = async (
  bench: Workbench,
  { folder, template }: Assembly,
  report: Report,
): Promise<void> => {
  await deploy(
    bench,
    { folder, template },
    ...['--import-existing-resources', '--method', 'prepare-change-set'],
  )
  const asked = bench.endpoint.changeSets().at(-1)?.get('ImportExistingResources')
  report.check('return', 'the change set asks to import what exists', asked === 'true')
  const ledger = template.Resources[logicalId(template, 'AWS::DynamoDB::Table', 'Ledger')]
  report.check(
    'return',
    'the ledger has what an import needs',
    ledger?.DeletionPolicy === 'Retain' && ledger.Properties?.TableName === 'token-rotation',
    'a fixed name, and Retain',
  )
  report.notShown('return', 'the import itself', 'the emulator ignores ImportExistingResources')
}
