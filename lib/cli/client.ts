import type { Command } from 'commander'
import * as E from 'fp-ts/Either'
import { readClientSecret } from '../provider/client/client-secret.ts'
import type { ProviderDefinition } from '../provider/provider-definition.ts'
import { clientText } from './operator/client-text.ts'
import type { Deployment } from './operator/deployment.ts'
import { type Failure, inTrouble, type Verdict, wrongUsage } from './operator/fail.ts'
import { givenClient } from './operator/given-client.ts'
import { secretIfAny, writable } from './operator/known-secret.ts'
import { didYouMean } from './operator/nearest.ts'
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
import {
  type CurrentText,
  createSecret,
  currentText,
  putCurrentText,
} from './operator/secret-writes.ts'

type ClientSetOptions = OperatorOptions &
  ProviderOptions & {
    readonly id?: string
    readonly from?: string
    readonly provider?: string
    readonly replacing: boolean
    readonly kmsKey?: string
  }

/** `token-rotation client`: the OAuth clients of credentials that do not carry theirs. */
export const clientCommand = (): Command =>
  operatorCommand('client', 'keep the OAuth clients', [
    'npx token-rotation client set hubspot',
  ]).addCommand(clientSetCommand())

const clientSetCommand = (): Command =>
  providerOptions(
    operatorOptions(
      operatorCommand('set', 'store the id and the secret of an OAuth client', [
        'token-rotation client set hubspot                       asks for both, and shows no secret',
        'token-rotation client set hubspot --id 7f3c --from secret.txt',
        'token-rotation client set google-sa --from key.json --provider google-service-account',
        'token-rotation client set hubspot --replacing           keeps the old secret until the new one works',
      ]),
    ),
  )
    .argument(
      '<name>',
      "name of the client, as tags have it; the provider's id unless there are several",
    )
    .option('--id <id>', 'the client id')
    .option(
      '--from <file>',
      'file with the secret alone, or with a JSON object of all fields; - for standard input (default without a terminal)',
    )
    .option('--provider <id>', 'provider for which the client must be good')
    .option('--replacing', 'keep the secret that is stored as previous_client_secret', false)
    .option('--kms-key <id>', "KMS key, if the secret is new (default: Secrets Manager's own)")
    .action((name: string, options: ClientSetOptions) =>
      onDeployment(options, (deployment) => setClient(deployment, name, options)),
    )

const setClient = async (
  deployment: Deployment,
  name: string,
  options: ClientSetOptions,
): Promise<E.Either<Failure, Verdict>> => {
  if (!/^[A-Za-z0-9/_+=.@-]{1,256}$/.test(name))
    return E.left(wrongUsage('name: expected at most 256 letters, digits and any of / _ + = . @ -'))
  const definition = providerOf(options)
  if (E.isLeft(definition)) return definition
  const secretName = `${deployment.tagPrefix}/clients/${name}`
  const found = await secretIfAny(deployment)(secretName)()
  if (E.isLeft(found)) return found
  const existing = found.right
  if (existing !== undefined) {
    const allowed = writable(deployment)(existing)
    if (E.isLeft(allowed)) return allowed
  }
  const stored =
    existing?.current === undefined ? undefined : await currentText(deployment, existing)()
  if (stored !== undefined && E.isLeft(stored)) return stored
  const before: CurrentText | undefined = stored?.right

  const given = await givenClient(options, before !== undefined)
  if (E.isLeft(given)) return given
  const { id, text: said, place } = given.right
  const text = clientText({ id, given: said, isReplacing: options.replacing }, before?.text)
  if (E.isLeft(text)) return E.left(inTrouble(`${place}: ${text.left}`))
  const client =
    definition.right === undefined ? undefined : readClientSecret(text.right, definition.right)
  if (client !== undefined && E.isLeft(client))
    return E.left(inTrouble(`${place}: expected ${client.left}`))

  const isSame = before?.text === text.right
  const written = isSame
    ? undefined
    : existing === undefined
      ? await createSecret(deployment, {
          name: secretName,
          text: text.right,
          tags: {},
          kmsKey: options.kmsKey,
        })()
      : await putCurrentText(deployment, existing, { base: before?.versionId, text: text.right })()
  if (written !== undefined && E.isLeft(written)) return written
  const done = isSame ? 'unchanged' : existing === undefined ? 'created' : 'replaced'
  say(options, {
    lines: [
      `${secretName}: ${done}`,
      ...(isSame ? [] : ['  it is used within 5 minutes']),
      ...(options.replacing && !isSame
        ? [
            '  the old secret is tried where the provider does not know the new one yet; when it does: the same command without --replacing',
          ]
        : []),
    ],
    json: { name, secretName, result: done, keepsPrevious: options.replacing },
  })
  return E.right(0)
}

const providerOf = (
  options: ClientSetOptions,
): E.Either<Failure, ProviderDefinition | undefined> => {
  const { provider } = options
  if (provider === undefined) return E.right(undefined)
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const definition = providers.right.get(provider)
  return definition === undefined
    ? E.left(
        wrongUsage(
          `--provider ${provider}: expected the id of a provider of the catalogue or of --providers${didYouMean(provider, providers.right.keys())}`,
        ),
      )
    : E.right(definition)
}
