import { type Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { policyOf } from '../rotation/policy.ts'
import {
  type AddOptions,
  formatId,
  givenPolicy,
  misuseOf,
  parameter,
  tagsOfPolicy,
} from './operator/add-options.ts'
import { type AddedCredential, toldOfAdding } from './operator/added-credential.ts'
import { adoptable } from './operator/adoptable-secret.ts'
import { clientOfCredential } from './operator/client-of-credential.ts'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, inTrouble, type Verdict, wrongUsage } from './operator/fail.ts'
import { onDeployment } from './operator/on-deployment.ts'
import { operatorCommand, operatorOptions } from './operator/operator-options.ts'
import { plannedCredential, plannedSettings } from './operator/planned-credential.ts'
import { knownProviders, providerOptions } from './operator/provider-options.ts'
import { inputName, readInput } from './operator/read-input.ts'
import { say } from './operator/say.ts'
import { storeCredential } from './operator/store-credential.ts'

/** `token-rotation add`: puts a credential under rotation, as a new secret or as one that is there. */
export const addCommand = (): Command =>
  providerOptions(
    operatorOptions(
      operatorCommand('add', 'put a credential under rotation', [
        'token-rotation add crm/retently --provider retently --from credential.json',
        'token-rotation add crm/retently --provider retently --from credential.json --dry-run',
        'token-rotation add reports/eu --provider smartsheet --param domain=smartsheet.eu --from export.json',
        'pass show crm | token-rotation add crm/hubspot --provider hubspot --client crm --from -',
        'token-rotation add crm/old --provider hubspot --adopt        a secret that is there already',
      ]),
    ),
  )
    .argument('<name>', 'name of the secret')
    .requiredOption('--provider <id>', 'id of the provider, see: token-rotation providers')
    .option(
      '--from <file>',
      'file with the credential, which only you can read; - for standard input',
    )
    .addOption(
      new Option('--format <id>', 'its format (default: told from its keys)').argParser(formatId),
    )
    .option('--client <name>', "name of the OAuth client (default: the provider's id)")
    .option('--param <name=value>', "a variable of the provider's token URL; repeatable", parameter)
    .option('--kms-key <id>', "KMS key of the new secret (default: Secrets Manager's own)")
    .option('--adopt', 'take a secret that is there; with --from its text is replaced', false)
    .option('--dry-run', 'look at everything, change nothing, and say what would be done', false)
    .action((name: string, options: AddOptions) =>
      onDeployment(options, (deployment) => add(deployment, name, options)),
    )

const add = async (
  deployment: Deployment,
  name: string,
  options: AddOptions,
): Promise<E.Either<Failure, Verdict>> => {
  const misuse = misuseOf(deployment, name, options)
  if (misuse !== undefined) return E.left(wrongUsage(misuse))
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const wanted = givenPolicy(options)
  const settings = plannedSettings(providers.right)(wanted)
  if (E.isLeft(settings)) return E.left(wrongUsage(settings.left))
  const given = options.from === undefined ? undefined : await readInput(options.from)
  if (given !== undefined && E.isLeft(given)) return E.left(inTrouble(given.left))

  const looked = await adoptable(deployment, name, options)
  if (E.isLeft(looked)) return looked
  const { existing, current } = looked.right

  // what is tagged otherwise was refused, so this adds a pause at the most
  const before = policyOf(existing?.tags ?? {}, deployment.tagPrefix)
  const policy = { ...before, ...wanted }
  const text = given?.right ?? current?.text
  if (text === undefined)
    return E.left(inTrouble(`secret ${name}: expected a text in it, or one with --from`))
  const place = options.from === undefined ? `secret ${name}` : inputName(options.from)
  const planned = plannedCredential(providers.right)(policy, text, place)
  if (E.isLeft(planned)) return E.left(inTrouble(planned.left))
  const client = await clientOfCredential(deployment, planned.right)()
  if (E.isLeft(client)) return client

  if (given === undefined && planned.right.stored.text !== text)
    return E.left(inTrouble(`${place}: expected the credential itself, without what surrounds it`))

  const isTextWritten = given !== undefined && current?.text !== planned.right.stored.text
  const tags = tagsOfPolicy(policy, deployment.tagPrefix)
  const written = options.dryRun
    ? E.right(existing?.arn ?? name)
    : await storeCredential(deployment, {
        name,
        existing,
        base: current?.versionId,
        text: isTextWritten ? planned.right.stored.text : undefined,
        tags,
        kmsKey: options.kmsKey,
      })
  if (E.isLeft(written)) return written
  const added: AddedCredential = {
    name,
    arn: written.right,
    action: existing === undefined ? 'created' : 'adopted',
    isDryRun: options.dryRun,
    isTextWritten,
    wasRotated: before.provider !== undefined,
    tags,
    planned: planned.right,
    client: client.right,
    from: options.from,
  }
  say(options, toldOfAdding(added, deployment.now()))
  return E.right(0)
}
