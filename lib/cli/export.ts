import { type Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { describeProblem } from '../codec/decode.ts'
import { FormatId, formats } from '../credential/formats.ts'
import { readStored, type StoredCredential } from '../credential/stored-credential.ts'
import { policyOf } from '../rotation/policy.ts'
import { type ConvertedCredential, convertedCredential } from './operator/converted-credential.ts'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, inTrouble, type Verdict } from './operator/fail.ts'
import { type FoundSecret, findSecret } from './operator/find-secret.ts'
import { onDeployment } from './operator/on-deployment.ts'
import {
  type OperatorOptions,
  operatorCommand,
  operatorOptions,
} from './operator/operator-options.ts'
import {
  knownProviders,
  type ProviderOptions,
  providerOptions,
} from './operator/provider-options.ts'
import { say } from './operator/say.ts'
import { currentText } from './operator/secret-writes.ts'
import { writeOwnerOnly } from './operator/write-owner-only.ts'

type ExportOptions = OperatorOptions &
  ProviderOptions & { readonly format?: FormatId; readonly out: string }

/** `token-rotation export`: writes a credential into a file of its owner's, in whatever format is asked for. */
export const exportCommand = (): Command =>
  providerOptions(
    operatorOptions(
      operatorCommand('export', 'write a credential into a file that only you can read', [
        'token-rotation export crm/retently --out retently.json',
        'token-rotation export crm/retently --format airbyte --out retently.json',
      ]),
    ),
  )
    .argument('<name>', 'name or ARN of the secret')
    .requiredOption('--out <file>', 'the new file; one that is there is not replaced')
    .addOption(
      new Option('--format <id>', 'its format there (default: as it is stored)').choices(
        formats.map(({ id }) => id).toSorted(),
      ),
    )
    .action((name: string, options: ExportOptions) =>
      onDeployment(options, (deployment) => exportOne(deployment, name, options)),
    )

const exportOne = async (
  deployment: Deployment,
  nameOrArn: string,
  options: ExportOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const found = await findSecret(deployment)(nameOrArn)()
  if (E.isLeft(found)) return found
  const { name, arn } = found.right
  const current = await currentText(deployment, found.right)()
  if (E.isLeft(current)) return current
  const policy = policyOf(found.right.tags, deployment.tagPrefix)
  const stored = readStored(current.right.text, {
    tagged: FormatId.is(policy.format) ? policy.format : undefined,
    providerDefault: providers.right.get(policy.provider ?? '')?.defaultFormat,
  })
  if (E.isLeft(stored))
    return E.left(inTrouble(`secret ${name}: ${stored.left.map(describeProblem).join('; ')}`))
  const format = options.format ?? idOf(stored.right)
  const converted = convertedCredential(stored.right, format, deployment.now())
  if (E.isLeft(converted)) return E.left(inTrouble(converted.left))
  const written = writeOwnerOnly(options.out, converted.right.text)
  if (E.isLeft(written)) return E.left(inTrouble(written.left))
  say(options, {
    lines: linesOn(found.right, format, converted.right, stored.right, options),
    json: { name, arn, format, out: options.out, leftOut: converted.right.leftOut },
  })
  return E.right(0)
}

const idOf = ({ format }: StoredCredential): FormatId =>
  formats.find(({ id }) => id === format.id)?.id ?? 'credentials'

const linesOn = (
  { name, tags }: FoundSecret,
  format: FormatId,
  { leftOut }: ConvertedCredential,
  { credential }: StoredCredential,
  { out, tagPrefix }: ExportOptions,
): readonly string[] => {
  const isRotated = `${tagPrefix}:provider` in tags && !(`${tagPrefix}:paused` in tags)
  return [
    `${name}: written to ${out} as ${format}, for your eyes only`,
    ...(leftOut.length === 0
      ? []
      : [`  left out, since the format has no place: ${leftOut.join(', ')}`]),
    ...(credential.clientId === undefined
      ? [`  its client is not in it; it is a secret under ${tagPrefix}/clients/`]
      : []),
    ...(credential.refreshToken === undefined
      ? []
      : ['  two places that use one refresh token lose it: let only one of them refresh']),
    ...(credential.refreshToken !== undefined && isRotated
      ? [`  it is refreshed here; before it is elsewhere: token-rotation pause ${name}`]
      : []),
  ]
}
