import { type Command, Option } from 'commander'
import * as E from 'fp-ts/Either'
import type { Credential } from '../credential/credential.ts'
import type { FormatId } from '../credential/formats.ts'
import { formatId, givenPolicy, parameter } from './operator/add-options.ts'
import { planFacts, textFacts } from './operator/check-facts.ts'
import { checkText } from './operator/check-text.ts'
import { readCheckedFile } from './operator/checked-file.ts'
import type { Fact } from './operator/credential-facts.ts'
import { type Failure, inTrouble, runCommand, type Verdict, wrongUsage } from './operator/fail.ts'
import { jsonOption, operatorCommand } from './operator/operator-options.ts'
import { plannedCredential, plannedSettings } from './operator/planned-credential.ts'
import {
  knownProviders,
  type ProviderOptions,
  providerOptions,
} from './operator/provider-options.ts'
import { print } from './operator/say.ts'

type CheckOptions = ProviderOptions & {
  readonly json: boolean
  readonly provider?: string
  readonly format?: FormatId
  readonly client?: string
  readonly param: Readonly<Record<string, string>>
  readonly tagPrefix: string
}

/** `token-rotation check`: what a credential file is taken for, and what would happen to it; no AWS account is asked. */
export const checkCommand = (): Command =>
  providerOptions(
    jsonOption(
      operatorCommand('check', 'say what a credential file is, and whether it can be refreshed', [
        'token-rotation check credential.json',
        'token-rotation check credential.json --provider hubspot',
        'token-rotation check credential.json --provider smartsheet --param domain=smartsheet.eu',
        'pass show crm | token-rotation check -',
      ]),
    ),
  )
    .argument('<file>', 'JSON text of a credential, or - for the standard input')
    .option('--provider <id>', 'say what would happen to it under this provider')
    .addOption(new Option('--format <id>', 'as the tag would say').argParser(formatId))
    .option('--client <name>', 'as the tag would say')
    .option('--param <name=value>', 'as the tag would say; may be repeated', parameter, {})
    .addOption(
      new Option('--tag-prefix <prefix>', "what the deployment's secrets begin with")
        .env('TOKEN_ROTATION_TAG_PREFIX')
        .default('token-rotation'),
    )
    .addHelpText(
      'after',
      '\nShows names and dates, never a value, and stores nothing. Exits with 1 if the file cannot be used.',
    )
    .action((file: string, options: CheckOptions) => runCommand(() => check(file, options)))

const check = async (from: string, options: CheckOptions): Promise<E.Either<Failure, Verdict>> => {
  const providers = knownProviders(options)
  if (E.isLeft(providers)) return providers
  const { provider } = options
  const policy = provider === undefined ? undefined : givenPolicy({ ...options, provider })
  const settings = policy === undefined ? undefined : plannedSettings(providers.right)(policy)
  if (settings !== undefined && E.isLeft(settings)) return E.left(wrongUsage(settings.left))
  const file = await readCheckedFile(from)
  if (E.isLeft(file)) return E.left(inTrouble(file.left))
  const { place, text, isShared } = file.right
  const hints = {
    tagged: options.format,
    providerDefault: settings?.right.definition.defaultFormat,
  }
  const checked = checkText(text, place, hints)
  if (E.isLeft(checked)) return E.left(inTrouble(checked.left.join('\n')))
  if (policy === undefined && holdsNothing(checked.right.stored.credential))
    return E.left(inTrouble(`${place}: expected a token or a client in a field of a known format`))
  const now = new Date()
  const planned =
    policy === undefined ? undefined : plannedCredential(providers.right)(policy, text, place)
  const facts: readonly Fact[] = [
    ...textFacts(checked.right, hints, now),
    ...(planned !== undefined && E.isRight(planned)
      ? planFacts(planned.right, { ...options, now, name: place })
      : []),
    ...(isShared ? [['note', 'others can read this file: chmod 600 keeps them out'] as const] : []),
  ]
  await printFacts(place, facts, options.json)
  return planned !== undefined && E.isLeft(planned) ? E.left(inTrouble(planned.left)) : E.right(0)
}

/** Where the client alone is enough, a provider has to say so. */
const holdsNothing = ({ accessToken, refreshToken, clientId, clientSecret }: Credential): boolean =>
  [accessToken, refreshToken, clientId, clientSecret].every((part) => part === undefined)

const printFacts = async (place: string, facts: readonly Fact[], json: boolean): Promise<void> => {
  if (json) {
    await print(
      JSON.stringify({ file: place, facts: facts.map(([about, text]) => ({ about, text })) }),
    )
    return
  }
  await print(place)
  const width = Math.max(...facts.map(([about]) => about.length))
  for (const [about, text] of facts) await print(`  ${about.padEnd(width)}  ${text}`)
}
