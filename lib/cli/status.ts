import { setTimeout } from 'node:timers/promises'
import { type Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { createLogUpdate } from 'log-update'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, runCommand, type Verdict, wrongUsage } from './operator/fail.ts'
import { onDeployment } from './operator/on-deployment.ts'
import {
  isColoured,
  type OperatorOptions,
  operatorCommand,
  operatorOptions,
} from './operator/operator-options.ts'
import { print } from './operator/say.ts'
import { closingLine } from './operator/status-closing.ts'
import { STATUS_ORDERS } from './operator/status-order.ts'
import { type StatusChoice, statusPages } from './operator/status-pages.ts'
import { SHOWN_STATUSES, type StatusRow } from './operator/status-row.ts'
import { headLine, rowLine, type Widths, widthsFor } from './operator/status-table.ts'
import { startTally } from './operator/status-tally.ts'
import { watch } from './operator/status-watch.ts'

type StatusOptions = OperatorOptions & StatusChoice & { readonly watch: boolean }

/** `token-rotation status`: how every credential stands, as the list of secrets and the ledger tell it. */
export const statusCommand = (): Command =>
  operatorOptions(
    operatorCommand('status', 'show how every credential stands', [
      'token-rotation status',
      'token-rotation status --status reauthorize invalid',
      'token-rotation status --sort ends --provider hubspot xero',
      'token-rotation status --watch',
      "token-rotation status --json | jq -r 'select(.failures > 3) | .name'",
    ]),
  )
    .addOption(
      new Option('--status <status...>', 'only these statuses').choices([...SHOWN_STATUSES]),
    )
    .option('--provider <id...>', 'only credentials of these providers')
    .addOption(
      new Option(
        '--sort <by>',
        'read everything, then show what is worst or soonest first',
      ).choices([...STATUS_ORDERS]),
    )
    .addOption(
      new Option('--watch', 'draw the table anew every 5 s, on a terminal')
        .default(false)
        .conflicts('json'),
    )
    .addHelpText(
      'after',
      '\nReads ListSecrets and BatchGetItem, no value. Exits with 1 if a shown credential needs a person (reauthorize, invalid).',
    )
    .action(async (options: StatusOptions) => {
      if (options.watch && !process.stdout.isTTY)
        return runCommand(async () => E.left(wrongUsage('--watch: expected a terminal')))
      return onDeployment(options, (deployment) => {
        if (options.watch) return watchFleet(deployment, options)
        return options.json ? showJson(deployment, options) : showTable(deployment, options)
      })
    })

const WATCH_SECONDS = 5

const showJson = async (
  deployment: Deployment,
  options: StatusOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const tally = startTally()
  for await (const page of statusPages(deployment, options)) {
    if (E.isLeft(page)) return page
    for (const row of page.right.rows) await print(JSON.stringify(row))
    tally.add(page.right)
  }
  return E.right(tally.isInTrouble() ? 1 : 0)
}

const showTable = async (
  deployment: Deployment,
  options: StatusOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const tally = startTally()
  const coloured = isColoured(process.stdout)
  let widths: Widths | undefined
  for await (const page of statusPages(deployment, options)) {
    if (E.isLeft(page)) return page
    const { rows } = page.right
    tally.add(page.right)
    if (rows.length === 0) continue
    const now = deployment.now()
    if (widths === undefined) {
      widths = widthsFor(rows, now)
      await print(headLine(widths, coloured))
    }
    for (const row of rows) await print(rowLine(row, { widths, now, isColoured: coloured }))
  }
  await print(closingLine(tally, options, deployment))
  return E.right(tally.isInTrouble() ? 1 : 0)
}

const watchFleet = (
  deployment: Deployment,
  options: StatusOptions,
): Promise<E.Either<Failure, never>> =>
  watch({
    picture: () => picture(deployment, options, process.stdout),
    show: createLogUpdate(process.stdout),
    wait: () => setTimeout(WATCH_SECONDS * 1000),
  })

/** As much of the fleet as the screen has room for. */
const picture = async (
  deployment: Deployment,
  options: StatusOptions,
  { rows: lines, columns }: Pick<NodeJS.WriteStream, 'rows' | 'columns'>,
): Promise<E.Either<Failure, string>> => {
  const tally = startTally()
  const shown: StatusRow[] = []
  for await (const page of statusPages(deployment, options)) {
    if (E.isLeft(page)) return page
    tally.add(page.right)
    shown.push(...page.right.rows.slice(0, Math.max(0, lines - LINES_AROUND - shown.length)))
  }
  const now = deployment.now()
  const widths = widthsFor(shown, now)
  const coloured = isColoured(process.stdout)
  return E.right(
    [
      headLine(widths, coloured),
      ...shown.map((row) => rowLine(row, { widths, now, isColoured: coloured, columns })),
      closingLine(tally, options, deployment),
      `${now.toISOString().slice(0, 19)}Z, again every ${WATCH_SECONDS} s, Ctrl-C ends`,
    ].join('\n'),
  )
}

/** The head, the counts, the last line, and room for a failure. */
const LINES_AROUND = 4
