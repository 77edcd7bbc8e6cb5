import { join } from 'node:path'
import * as t from 'io-ts'
import { ask, type CreatedResources, createdResources, physicalId } from './created-resources.ts'
import { deploy } from './deployment.ts'
import { checkOut, previousTag } from './previous-release.ts'
import type { Report } from './report.ts'
import { type Assembly, decodeOrThrow, logicalId, type StackTemplate } from './stack-template.ts'
import type { Workbench } from './workbench.ts'

/** Deploys the release before this one, when there is one, and then this one over it. */
export const proveUpgrade = async (
  bench: Workbench,
  assembly: Assembly,
  report: Report,
): Promise<void> => {
  const tag = previousTag()
  if (tag === undefined) {
    report.notShown(
      'upgrade',
      'from the previous release',
      'there is no git tag before this commit',
    )
    return deploy(bench, assembly)
  }
  const project = join(bench.folder, 'previous')
  checkOut(tag, project)
  await deploy(bench, await bench.synthesise('previous.out', { project }))
  const before = await createdResources(bench.endpoint.origin)
  await deploy(bench, assembly)
  const after = await createdResources(bench.endpoint.origin)
  proveKept(`upgrade from ${tag}`, assembly.template, [before, after], report)
}

/** Deploys with another setting over what is there. */
export const proveUpdate = async (bench: Workbench, report: Report): Promise<void> => {
  const before = await createdResources(bench.endpoint.origin)
  const { template, folder } = await bench.synthesise('changed.out', {
    context: ['sweepMinutes=3'],
  })
  await deploy(bench, { template, folder })
  const after = await createdResources(bench.endpoint.origin)
  proveKept('update', template, [before, after], report)
  const sweep = physicalId(after, template, logicalId(template, 'AWS::Lambda::Function', 'Sweep'))
  const path = `/2015-03-31/functions/${sweep}/configuration`
  const { Environment } = decodeOrThrow(Configuration)(
    await ask(new URL(path, bench.endpoint.origin), 'lambda', { method: 'GET' }),
  )
  const minutes = Environment.Variables.SWEEP_MINUTES
  report.check('update', 'Sweep has the new setting', minutes === '3', `SWEEP_MINUTES ${minutes}`)
}

const Configuration = t.type({
  Environment: t.type({ Variables: t.record(t.string, t.string) }),
})

/** What must outlive an update: its replacement would lose the ledger, open escrows or messages. */
const STATEFUL: readonly (readonly [type: string, word: string])[] = [
  ['AWS::DynamoDB::Table', 'Ledger'],
  ['AWS::KMS::Key', 'Key'],
  ['AWS::SQS::Queue', 'Queue'],
  ['AWS::SQS::Queue', 'DeadLetterQueue'],
]

/** Checks that stateful resources are the same ones after an update. */
const proveKept = (
  step: string,
  template: StackTemplate,
  [before, after]: readonly [CreatedResources, CreatedResources],
  report: Report,
): void => {
  for (const [type, word] of STATEFUL) {
    const id = logicalId(template, type, word)
    const isKept = before.has(id) && before.get(id) === after.get(id)
    report.check(step, `${word} is the same as before`, isKept)
  }
}
