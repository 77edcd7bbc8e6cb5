import * as E from 'fp-ts/Either'
import { pipe } from 'fp-ts/function'
import * as TE from 'fp-ts/TaskEither'
import type { Providers } from '../provider/provider-definition.ts'
import { dueAt } from './due.ts'
import { lookAt } from './grant-forecast.ts'
import { countGrantsEnding, type GrantsEnding } from './grants-ending.ts'
import type { LedgerItem } from './ledger-item.ts'
import { type ListedSecret, whyNotSwept } from './listed-secret.ts'
import type { AwsFailure } from './rotation-error.ts'
import { later } from './schedule.ts'

/** What asks for a rotation, as it travels through the queue; see `RotationMessage`. */
export type DueCredential = {
  readonly secretArn: string
  readonly versionId: string
  readonly provider: string
  readonly dueAt: Date
}

/** Everything a sweep needs of the world; it reads no secret value. */
export type SweepEnv = {
  /** One page of the secrets that carry the provider tag, at most 100; `next` asks for the following one. */
  readonly list: (
    next: string | undefined,
  ) => TE.TaskEither<
    AwsFailure,
    { readonly secrets: readonly ListedSecret[]; readonly next: string | undefined }
  >
  /** The ledger's items of these secrets; a secret without one is absent. */
  readonly items: (
    secretArns: readonly string[],
  ) => TE.TaskEither<AwsFailure, ReadonlyMap<string, LedgerItem>>
  /** How many messages the queue holds, waiting, delayed and in flight. */
  readonly queueDepth: TE.TaskEither<AwsFailure, number>
  /** Effect: sends one message each, delayed until it is due; gives how many were taken. */
  readonly send: (due: readonly DueCredential[]) => TE.TaskEither<AwsFailure, number>
  readonly providers: Providers
  readonly tagPrefix: string
  readonly sweepMinutes: number
  readonly now: () => Date
}

/** What a sweep saw and did. Shape: counts; safe to log. */
export type SweepReport = GrantsEnding & {
  readonly secrets: number
  readonly skipped: number
  readonly due: number
  readonly sent: number
  readonly pages: number
}

/**
 * Looks at every credential of the account and sends what falls due before the next sweep, as long as the queue
 * can be drained by then.
 *
 * Effect: sends messages; a message too many is harmless. Two sweeps at once are harmless too.
 * Errors: the failure of the first call that AWS refused; what was sent before stays sent.
 */
export const sweep =
  (env: SweepEnv): TE.TaskEither<AwsFailure, SweepReport> =>
  async () => {
    const depth = await env.queueDepth()
    if (E.isLeft(depth)) return depth
    let room = Math.max(0, DRAIN_PER_SECOND * 60 * env.sweepMinutes - depth.right)
    let report = NOTHING
    let next: string | undefined
    // a loop, not a recursion: thousands of pages must not be kept in memory as a chain of promises
    do {
      const page: E.Either<AwsFailure, Page> = await sweepPage(env)(next, room)()
      if (E.isLeft(page)) return page
      report = add(report, page.right.report)
      room -= page.right.report.sent
      next = page.right.next
    } while (next !== undefined)
    return E.right(report)
  }

/** 50 writes a second make 25 refreshes a second; more in the queue would only wait there. */
const DRAIN_PER_SECOND = 25

const NOTHING: SweepReport = {
  secrets: 0,
  skipped: 0,
  due: 0,
  sent: 0,
  pages: 0,
  endingWithin30Days: 0,
  endingWithin7Days: 0,
  endingWithin1Day: 0,
}

const add = (a: SweepReport, b: SweepReport): SweepReport => ({
  secrets: a.secrets + b.secrets,
  skipped: a.skipped + b.skipped,
  due: a.due + b.due,
  sent: a.sent + b.sent,
  pages: a.pages + b.pages,
  endingWithin30Days: a.endingWithin30Days + b.endingWithin30Days,
  endingWithin7Days: a.endingWithin7Days + b.endingWithin7Days,
  endingWithin1Day: a.endingWithin1Day + b.endingWithin1Day,
})

type Page = { readonly next: string | undefined; readonly report: SweepReport }

const sweepPage =
  (env: SweepEnv) =>
  (next: string | undefined, room: number): TE.TaskEither<AwsFailure, Page> =>
    pipe(
      TE.Do,
      TE.bind('page', () => env.list(next)),
      TE.let('secrets', ({ page }) =>
        page.secrets.filter((secret) => whyNotSwept(secret, env.tagPrefix) === undefined),
      ),
      TE.bind('items', ({ secrets }) =>
        secrets.length === 0
          ? TE.right(new Map<string, LedgerItem>())
          : env.items(secrets.map(({ arn }) => arn)),
      ),
      TE.let('due', ({ secrets, items }) => dueOf(env)(secrets, items)),
      TE.bind('sent', ({ due }) =>
        due.length === 0 || room === 0 ? TE.right(0) : env.send(due.slice(0, room)),
      ),
      TE.map(({ page, secrets, items, due, sent }) => ({
        next: page.next,
        report: {
          secrets: secrets.length,
          skipped: page.secrets.length - secrets.length,
          due: due.length,
          sent,
          pages: 1,
          ...countGrantsEnding(items.values(), env.now()),
        },
      })),
    )

/** What falls due before the next sweep, oldest first. */
const dueOf =
  ({ tagPrefix, sweepMinutes, now, providers }: SweepEnv) =>
  (
    secrets: readonly ListedSecret[],
    items: ReadonlyMap<string, LedgerItem>,
  ): readonly DueCredential[] => {
    const nextSweep = later(now(), sweepMinutes * 60)
    return secrets
      .flatMap((secret) => {
        const item = items.get(secret.arn)
        const refreshAt = dueAt(secret, item, tagPrefix, now())
        const date = lookAt(item, { refreshAt, now: now(), until: nextSweep })
        const provider = secret.tags[`${tagPrefix}:provider`] ?? ''
        return date !== undefined && date <= nextSweep && secret.current !== undefined
          ? [
              {
                secretArn: secret.arn,
                versionId: secret.current,
                provider: providers.has(provider) ? provider : 'unknown',
                dueAt: date,
              },
            ]
          : []
      })
      .toSorted((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
  }
