import { type Command, InvalidArgumentError, Option } from 'commander'
import * as E from 'fp-ts/Either'
import { ScopeNames } from '../../../codec/scope-names.ts'
import type { FormatId } from '../../../credential/formats.ts'
import { formatId, misuseOf, parameter } from '../add-options.ts'
import type { Deployment } from '../deployment.ts'
import type { QueueOptions } from '../find-queue.ts'
import type { OperatorOptions } from '../operator-options.ts'
import type { ProviderOptions } from '../provider-options.ts'
import type { WaitOptions } from '../wait-options.ts'

/** What `token-rotation authorize` is told. Shape: `port` 0 is any that is free; `scope` are single scopes. */
export type AuthorizeOptions = OperatorOptions &
  ProviderOptions &
  QueueOptions &
  WaitOptions & {
    readonly provider?: string
    readonly scope?: readonly string[]
    readonly format?: FormatId
    readonly client?: string
    readonly param?: Readonly<Record<string, string>>
    readonly kmsKey?: string
    readonly port?: number
    readonly redirectUri?: string
    readonly manual: boolean
    readonly device: boolean
    readonly browser: boolean
  }

/** How a person is to log in. Shape: without `redirectUri` or `port`, at the client's redirect URI or the usual port. */
export type LoginWayOptions = Pick<AuthorizeOptions, 'port' | 'redirectUri' | 'manual' | 'device'>

/** How a person is to log in, and for what. */
export type LoginOptions = LoginWayOptions & Pick<AuthorizeOptions, 'scope'>

/** What tags say of a secret that is there, so that a login may only repeat it. */
export type TaggedOptions = Pick<
  AuthorizeOptions,
  'provider' | 'format' | 'client' | 'param' | 'kmsKey'
>

/** Lets a command be told how a person logs in, and what a new secret is to be like. */
export const authorizationOptions = (command: Command): Command =>
  command
    .option('--provider <id>', 'id of the provider; a secret that is there has one already')
    .option(
      '--scope <scopes>',
      'scopes to ask for, with spaces in between; repeatable (default: those that the secret keeps)',
      scopes,
    )
    .option(
      '--port <number>',
      `port of the page that the login ends at (default: ${USUAL_PORT})`,
      port,
    )
    .option('--redirect-uri <uri>', 'redirect URI that the app has at the provider', redirectUri)
    .option('--manual', 'open no page here: paste the address that the browser ends at', false)
    .option('--device', 'log in with a code on another device, where the provider can', false)
    .option('--no-browser', 'only print the address of the login')
    .addOption(
      new Option('--format <id>', "of a new secret (default: the provider's)").argParser(formatId),
    )
    .option(
      '--client <name>',
      "of a new secret: name of the OAuth client (default: the provider's id)",
    )
    .option('--param <name=value>', "of a new secret: a variable of the provider's URLs", parameter)
    .option('--kms-key <id>', "of a new secret: its KMS key (default: Secrets Manager's own)")

/** An app is registered with its redirect URI, so the port is always the same one. */
export const USUAL_PORT = 8976

/** What is wrong with the way that the command was used, whatever there is under the name; `undefined`: nothing. */
export const misuseOfLogin = ({
  device,
  manual,
  port,
  redirectUri,
}: LoginWayOptions): string | undefined => {
  if (device && (manual || port !== undefined || redirectUri !== undefined))
    return '--device: expected no --manual, --port or --redirect-uri beside it, since no browser comes back here'
  if (port !== undefined && redirectUri !== undefined)
    return '--port: expected no --redirect-uri beside it, which has a port of its own'
  return manual && port === 0
    ? '--port: expected the one of a redirect URI with --manual'
    : undefined
}

/** What is wrong with the options for a secret that is to be made. */
export const misuseOfNew = (
  deployment: Deployment,
  name: string,
  options: AuthorizeOptions,
): string | undefined =>
  options.provider === undefined
    ? `--provider: expected it, since there is no secret ${name} yet`
    : misuseOf(deployment, name, {
        ...options,
        provider: options.provider,
        from: '-',
        adopt: false,
        dryRun: false,
      })

/** What is wrong with the options for a secret that is there. Shape: `provider` is the one that it is tagged with. */
export const misuseOfExisting = (
  provider: string | undefined,
  { provider: wanted, format, client, param, kmsKey }: TaggedOptions,
): string | undefined => {
  const given = Object.entries({ format, client, param, 'kms-key': kmsKey }).find(
    ([, value]) => value !== undefined,
  )
  if (given !== undefined)
    return `--${given[0]}: expected only with a new secret; this one is there, and its tags say it`
  return wanted === undefined || wanted === provider
    ? undefined
    : `--provider ${wanted}: expected ${provider}, as the tags of the secret say`
}

const scopes = (text: string, known: readonly string[] = []): readonly string[] => {
  const names = ScopeNames.decode(text)
  if (E.isLeft(names)) throw new InvalidArgumentError(`expected ${ScopeNames.name}`)
  return [...known, ...names.right]
}

const port = (text: string): number => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number > 65_535)
    throw new InvalidArgumentError('expected a whole number from 0 to 65535')
  return number
}

const redirectUri = (text: string): string => {
  if (!URL.canParse(text) || text.includes('#') || /\s/.test(text))
    throw new InvalidArgumentError('expected a URI without a fragment')
  return text
}
