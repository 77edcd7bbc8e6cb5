import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import { isLeased, type LedgerItem } from '../rotation/ledger-item.ts'
import { earliestRefresh } from '../rotation/schedule.ts'
import { fromNow } from './fleet-rows.ts'
import { askForLook } from './operator/ask-for-look.ts'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, inTrouble, type Verdict } from './operator/fail.ts'
import { findQueue, type QueueOptions, queueOptions } from './operator/find-queue.ts'
import type { FoundSecret } from './operator/find-secret.ts'
import { ledgerItem } from './operator/follow-credential.ts'
import { findRotated } from './operator/known-secret.ts'
import { onDeployment } from './operator/on-deployment.ts'
import {
  type OperatorOptions,
  operatorCommand,
  operatorOptions,
} from './operator/operator-options.ts'
import { tellOf, toldLook } from './operator/told-look.ts'
import { type WaitOptions, waitOptions } from './operator/wait-options.ts'

type RotateOptions = OperatorOptions & QueueOptions & WaitOptions

/** `token-rotation rotate`: refreshes credentials now, by the deployed functions. */
export const rotateCommand = (): Command =>
  waitOptions(
    queueOptions(
      operatorOptions(
        operatorCommand('rotate', 'refresh credentials now, and tell what came of it', [
          'token-rotation rotate crm/retently',
          'token-rotation rotate crm/retently smartsheet/reporting --wait 60',
          'token-rotation rotate crm/retently --no-wait',
        ]),
      ),
    ),
  )
    .argument('<name...>', 'names or ARNs of secrets')
    .action((names: readonly string[], options: RotateOptions) =>
      onDeployment(
        options,
        (deployment, interrupted) => rotateAll(deployment, names, options, interrupted),
        { finishes: true },
      ),
    )

/** A credential that is to be refreshed. Shape: `dueAt` is when its secret takes another version at the earliest. */
type Wanted = {
  readonly secret: FoundSecret
  readonly versionId: string
  readonly item: LedgerItem | undefined
  readonly dueAt: Date | undefined
}

const rotateAll = async (
  deployment: Deployment,
  names: readonly string[],
  options: RotateOptions,
  interrupted: AbortSignal,
): Promise<E.Either<Failure, Verdict>> => {
  const wanted: Wanted[] = []
  for (const name of new Set(names)) {
    const one = await findWanted(deployment, name)()
    if (E.isLeft(one)) return one
    wanted.push(one.right)
  }
  // nothing is sent before everything that is asked for was found
  const queueUrl = await findQueue(deployment, options)
  if (E.isLeft(queueUrl)) return queueUrl
  if (interrupted.aborted) return E.left(inTrouble('nothing was asked for'))
  const results = await Promise.all(
    wanted.map((one) => rotateOne(deployment, queueUrl.right, one, options, interrupted)),
  )
  const failed = results.find(E.isLeft)
  if (failed !== undefined) return failed
  return E.right(results.some((result) => E.isRight(result) && result.right === 1) ? 1 : 0)
}

const findWanted = (deployment: Deployment, nameOrArn: string): TE.TaskEither<Failure, Wanted> =>
  pipe(
    findRotated(deployment)(nameOrArn),
    TE.flatMap((secret) => {
      const { current: versionId, name, tags } = secret
      if (versionId === undefined)
        return TE.left(inTrouble(`secret ${name}: expected a version labelled AWSCURRENT`))
      if (`${deployment.tagPrefix}:paused` in tags)
        return TE.left(
          inTrouble(`secret ${name}: it is paused; to go on: token-rotation resume ${name}`),
        )
      return pipe(
        ledgerItem(deployment, secret.arn),
        TE.map((item) => {
          const earliest =
            item?.refreshedAt === undefined ? undefined : earliestRefresh(item.refreshedAt)
          const dueAt = earliest !== undefined && earliest > deployment.now() ? earliest : undefined
          return { secret, versionId, item, dueAt }
        }),
      )
    }),
  )

const rotateOne = async (
  deployment: Deployment,
  queueUrl: string,
  { secret, versionId, item, dueAt }: Wanted,
  { wait, json }: RotateOptions,
  interrupted: AbortSignal,
): Promise<E.Either<Failure, Verdict>> => {
  const { name, arn } = secret
  const tell = tellOf({ json }, secret)
  const asked = await askForLook(deployment, queueUrl, {
    secretArn: arn,
    versionId,
    provider: secret.tags[`${deployment.tagPrefix}:provider`] ?? '',
    isForced: true,
  })()
  if (E.isLeft(asked)) return asked
  const now = deployment.now()
  if (dueAt !== undefined) {
    tell(
      `refreshed ${fromNow(item?.refreshedAt, now)}; a secret takes a new version every 16 min, so it is refreshed again ${fromNow(dueAt, now)}`,
      { result: 'planned', nextAt: dueAt.toISOString() },
    )
    return E.right(0)
  }
  if (wait === false) {
    tell('asked for', { result: 'asked for' })
    return E.right(0)
  }
  const isBusy = item !== undefined && isLeased(item, now)
  if (!json)
    tell(`asked for${isBusy ? ', and somebody is at it already' : ''}; waiting up to ${wait} s`, {})
  return toldLook(deployment, {
    secret,
    before: item,
    seconds: wait,
    interrupted,
    isJson: json,
    unanswered: () =>
      interrupted.aborted
        ? 'no longer waited for; the refresh goes on without this command'
        : `no result in ${wait} s; it goes on without this command, see: token-rotation show ${name}`,
  })
}
