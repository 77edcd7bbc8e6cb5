import * as E from 'fp-ts/Either'
import { dynamoDbLedger } from '../../lib/aws/ledger.ts'
import { RotateEnvironment } from '../../lib/aws/rotate-environment.ts'
import { SweepEnvironment } from '../../lib/aws/sweep-environment.ts'
import { createdResources } from './created-resources.ts'
import { deployedFunction } from './deployed-function.ts'
import { refreshOnDeployment, switchMappingsOff } from './refresh-on-deployment.ts'
import type { Report } from './report.ts'
import { currentVersion, type SeededCredential } from './seeded-credential.ts'
import type { Assembly } from './stack-template.ts'
import type { Workbench } from './workbench.ts'

/** Runs the deployed functions on a credential that is due. */
export const proveRefresh = async (
  bench: Workbench,
  assembly: Assembly,
  seeded: SeededCredential,
  report: Report,
): Promise<void> => {
  const { endpoint, sqs, secretsManager, dynamoDb, authorizationServer } = bench
  const check = (what: string, isTrue: boolean, detail?: string): void =>
    report.check('refresh', what, isTrue, detail)
  const mappings = await switchMappingsOff(endpoint.origin)
  check(
    'one message per invocation, 20 at once, partial answers',
    mappings.length === 1 &&
      mappings[0]?.BatchSize === 1 &&
      mappings[0].ScalingConfig.MaximumConcurrency === 20 &&
      mappings[0].FunctionResponseTypes.includes('ReportBatchItemFailures'),
    'as the event source mapping was created',
  )
  const created = await createdResources(endpoint.origin)
  const find = (word: 'Sweep' | 'Rotate') => deployedFunction(assembly, created, sqs, word)
  const [sweep, rotate] = [await find('Sweep'), await find('Rotate')]
  for (const [name, { environment }, isComplete] of [
    ['Sweep', sweep, E.isRight(SweepEnvironment.decode(sweep.environment))],
    ['Rotate', rotate, E.isRight(RotateEnvironment.decode(rotate.environment))],
  ] as const)
    check(`${name}'s environment is resolved`, isComplete, Object.keys(environment).join(', '))

  const run = () => refreshOnDeployment({ endpoint: endpoint.origin, sqs, sweep, rotate })
  await run()
  const now = await currentVersion(secretsManager, seeded.arn)
  check('AWSCURRENT is another version', now.id !== seeded.version)
  check('other fields of the credential are kept', now.note === 'kept')
  const states = await Promise.all(
    [seeded.refreshToken, now.refresh_token].map(authorizationServer.stateOf),
  )
  check('the authorization server agrees', states.join() === 'spent,usable', states.join(', then '))
  const ledger = dynamoDbLedger(dynamoDb, rotate.environment.LEDGER_TABLE ?? '')
  const item = await ledger.read(seeded.arn)()
  const { status, version } = (E.isRight(item) ? item.right : undefined) ?? {}
  check('the ledger says so', status === 'active' && version === now.id, `status ${status}`)
  await run()
  const refreshes = authorizationServer.refreshes()
  check('a second sweep refreshes nothing again', refreshes === 1, `${refreshes} refresh in all`)
}
