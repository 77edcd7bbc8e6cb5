import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { credentialFacts } from './operator/credential-facts.ts'
import type { Deployment } from './operator/deployment.ts'
import type { Failure, Verdict } from './operator/fail.ts'
import { findSecret } from './operator/find-secret.ts'
import { ledgerView } from './operator/ledger-view.ts'
import { onDeployment } from './operator/on-deployment.ts'
import {
  type OperatorOptions,
  operatorCommand,
  operatorOptions,
} from './operator/operator-options.ts'
import { readVersions, type SecretVersionInfo } from './operator/read-versions.ts'
import { print } from './operator/say.ts'
import { needsPerson, statusRow } from './operator/status-row.ts'
import { versionStory } from './operator/version-story.ts'

type ShowOptions = OperatorOptions & { readonly all: boolean }

/** `token-rotation show`: everything that may be told of one credential, and its history. */
export const showCommand = (): Command =>
  operatorOptions(
    operatorCommand('show', 'show one credential and its history, without a value', [
      'token-rotation show crm/retently',
      'token-rotation show crm/retently --all',
      'token-rotation show arn:aws:secretsmanager:eu-central-1:111122223333:secret:crm/retently-AbCdEf --json',
    ]),
  )
    .argument('<name>', 'name or ARN of the secret')
    .option('--all', `every version that is kept, not the last ${SHORT_HISTORY} alone`, false)
    .addHelpText(
      'after',
      '\nReads DescribeSecret, ListSecretVersionIds and BatchGetItem. Exits with 1 if the credential needs a person, or there is no such secret.',
    )
    .action((name: string, options: ShowOptions) =>
      onDeployment(options, (deployment) => show(deployment, name, options)),
    )

const show = async (
  deployment: Deployment,
  name: string,
  { all, json }: ShowOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const found = await findSecret(deployment)(name)()
  if (E.isLeft(found)) return found
  const secret = found.right
  const [versions, items] = await Promise.all([
    readVersions(deployment, secret),
    ledgerView(deployment)([secret.arn])(),
  ])
  if (E.isLeft(versions)) return versions
  if (E.isLeft(items)) return items
  const known = items.right.get(secret.arn)
  const item = known === 'unreadable' ? undefined : known
  const now = deployment.now()
  const row = { ...statusRow(secret, known, { ...deployment, now }), name: secret.name }
  const history = versions.right
    .slice(0, all ? undefined : SHORT_HISTORY)
    .map((version) => ({ ...version, story: versionStory(version, versions.right, item) }))
  if (json) {
    const { lease, intent, escrowedAt, outageAt, forecast, writes, restores } = item ?? {}
    const work = {
      lease,
      intent: withoutToken(intent),
      escrowedAt,
      outageAt,
      forecast,
      writes,
      restores,
    }
    const { rotatesNatively, isDeleted, tags } = secret
    await print(
      JSON.stringify({ ...row, tags, rotatesNatively, isDeleted, ...work, versions: history }),
    )
  } else {
    await printFacts(secret.name, credentialFacts(secret, row, item, now))
    await printFacts('tags', Object.entries(secret.tags))
    await print(
      `versions, newest first${history.length < versions.right.length ? `, ${history.length} of ${versions.right.length}` : ''}`,
    )
    for (const version of history) await print(`  ${versionLine(version)}`)
  }
  return E.right(needsPerson(row) ? 1 : 0)
}

const SHORT_HISTORY = 20

/** The fingerprint of a token is nobody's business. */
const withoutToken = <A extends { readonly token?: unknown }>(intent: A | undefined) => {
  if (intent === undefined) return undefined
  const { token, ...rest } = intent
  return rest
}

const printFacts = async (
  title: string,
  facts: readonly (readonly [string, string])[],
): Promise<void> => {
  await print(title)
  const width = Math.max(0, ...facts.map(([about]) => about.length))
  for (const [about, text] of facts) await print(`  ${about.padEnd(width)}  ${text}`)
}

const versionLine = ({
  id,
  labels,
  createdAt,
  accessedOn,
  story,
}: SecretVersionInfo & { readonly story: readonly string[] }): string =>
  [
    createdAt?.toISOString() ?? 'at a time unknown',
    id,
    labels.length === 0 ? 'no label' : labels.join(' '),
    [
      ...story,
      ...(accessedOn === undefined
        ? []
        : [`last read on ${accessedOn.toISOString().slice(0, 10)}`]),
    ].join('; '),
  ].join('  ')
