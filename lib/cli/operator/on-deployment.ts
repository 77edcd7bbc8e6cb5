import * as E from 'fp-ts/Either'
import { type Deployment, type DeploymentChoice, openDeployment } from './deployment.ts'
import { type Failure, type Interruption, runCommand, type Verdict, wrongUsage } from './fail.ts'

/** Runs a command on a deployment, and closes its connections whatever comes of it. */
export const onDeployment = (
  choice: DeploymentChoice,
  work: (deployment: Deployment, interrupted: AbortSignal) => Promise<E.Either<Failure, Verdict>>,
  interruption: Interruption = {},
): Promise<void> =>
  runCommand(async (interrupted) => {
    const deployment = openDeployment(choice)
    if (E.isLeft(deployment)) return E.left(wrongUsage(deployment.left))
    try {
      return await work(deployment.right, interrupted)
    } finally {
      deployment.right.close()
    }
  }, interruption)
