import * as E from 'fp-ts/Either'
import { secretList } from '../../../aws/secret-list.ts'
import { type ListedSecret, whyNotSwept } from '../../../rotation/listed-secret.ts'
import type { Deployment } from '../deployment.ts'
import type { QueueOptions } from '../find-queue.ts'
import { findSecret } from '../find-secret.ts'
import { readVersions } from '../read-versions.ts'
import { type Check, type Finding, unanswered } from './finding.ts'
import { roleFindings } from './role-permissions.ts'
import type { ReadingStack } from './stack-look.ts'
import { writeFindings } from './write-permissions.ts'

/** Whether the other commands, and Rotate, may do what they need: dry calls of what reads, a simulation of what writes. */
export const permissionCheck = (
  deployment: Deployment,
  options: QueueOptions,
  reading: ReadingStack,
): Check => ({
  name: 'permissions',
  look: async () => {
    const credential = await anyCredential(deployment)
    const stack = await reading
    const parts = E.isRight(stack) && E.isRight(stack.right.parts) ? stack.right.parts.right : []
    const found = await Promise.all([
      credential === undefined ? [] : readFindings(deployment, credential),
      writeFindings(deployment, { queueUrl: options.queueUrl, credential, parts }),
      credential === undefined ? [] : roleFindings(deployment, credential, parts),
    ])
    return found.flat()
  },
})

const ABOUT = 'permissions'

/** Some credential of the deployment. That none may be listed is told elsewhere. */
const anyCredential = async ({
  secretsManager,
  tagPrefix,
}: Deployment): Promise<ListedSecret | undefined> => {
  const page = await secretList(secretsManager, tagPrefix)(undefined)()
  return E.isLeft(page)
    ? undefined
    : page.right.secrets.find((secret) => whyNotSwept(secret, tagPrefix) === undefined)
}

/** The fleet's look has called the others that these commands need, and told what came of it. */
const readFindings = async (
  deployment: Deployment,
  { arn }: ListedSecret,
): Promise<readonly Finding[]> => {
  const described = await findSecret(deployment)(arn)()
  if (E.isLeft(described)) return [unanswered(ABOUT, described.left, AGAIN)]
  const versions = await readVersions(deployment, described.right)
  return [
    E.isLeft(versions)
      ? unanswered(ABOUT, versions.left, AGAIN)
      : {
          level: 'ok',
          about: ABOUT,
          text: `show and why may read ${described.right.name} and its versions`,
        },
  ]
}

const AGAIN = 'run it again'
