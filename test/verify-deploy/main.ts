/**
 * Deploys the real stack with the real CDK command line to an emulator on this machine, runs the deployed functions
 * there, removes the stack, and prints what was shown and what could not be.
 */
import { isInstalled } from '../is-installed.ts'
import { bootstrap, reportResources } from './deployment.ts'
import { proveRefresh } from './prove-refresh.ts'
import { proveRemoval, proveReturn } from './prove-removal.ts'
import { proveUpdate, proveUpgrade } from './prove-update.ts'
import { reportTable, startReport } from './report.ts'
import { seedCredential } from './seeded-credential.ts'
import { startWorkbench } from './workbench.ts'

const report = startReport(console.log)

const prove = async (): Promise<void> => {
  console.log('starting the emulator and an authorization server')
  const bench = await startWorkbench()
  const onSignal = (): void => void bench.stop().finally(() => process.exit(130))
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal)
  try {
    console.log('building and synthesising')
    const assembly = await bench.synthesise('cdk.out')
    console.log('cdk bootstrap')
    await bootstrap(bench, assembly)
    console.log('cdk deploy')
    await proveUpgrade(bench, assembly, report)
    await reportResources(bench, assembly, report)
    console.log('running the deployed functions')
    const seeded = await seedCredential(bench.secretsManager, bench.authorizationServer)
    await proveRefresh(bench, assembly, seeded, report)
    console.log('cdk deploy -c sweepMinutes=3')
    await proveUpdate(bench, report)
    console.log('cdk destroy')
    await proveRemoval(bench, assembly, seeded, report)
    console.log('cdk deploy --import-existing-resources')
    await proveReturn(bench, assembly, report)
  } finally {
    await bench.stop()
  }
}

if (isInstalled('moto_server', 'the proof of the deployment')) {
  await prove().catch((thrown: unknown) =>
    report.check('run', 'every step runs', false, thrown instanceof Error ? thrown.message : ''),
  )
  const findings = report.findings()
  console.log(reportTable(findings))
  const count = (result: string): number => findings.filter((one) => one.result === result).length
  console.log(`${count('ok')} ok, ${count('FAILED')} failed, ${count('not shown')} not shown`)
  process.exitCode = count('FAILED') > 0 ? 1 : 0
}
