import { InvalidArgumentError } from 'commander'
import { FormatId } from '../../credential/formats.ts'
import type { Policy } from '../../rotation/policy.ts'
import type { Deployment } from './deployment.ts'
import type { OperatorOptions } from './operator-options.ts'
import type { ProviderOptions } from './provider-options.ts'

/** What `token-rotation add` is told. Shape: without `from`, the text that an adopted secret has. */
export type AddOptions = OperatorOptions &
  ProviderOptions & {
    readonly provider: string
    readonly from?: string
    readonly format?: string
    readonly client?: string
    readonly param?: Readonly<Record<string, string>>
    readonly kmsKey?: string
    readonly adopt: boolean
    readonly dryRun: boolean
  }

/** What is wrong with the way that the command was used; `undefined`: nothing. */
export const misuseOf = (
  { tagPrefix }: Deployment,
  name: string,
  { adopt, from }: AddOptions,
): string | undefined => {
  if (from === undefined && !adopt) return '--from: expected a file with the credential, or -'
  if (name.startsWith(`${tagPrefix}/clients/`))
    return `name: expected another one, since ${tagPrefix}/clients/ is for OAuth clients; for these: token-rotation client set`
  if (adopt || SECRET_NAME.test(name)) return undefined
  return 'name: expected at most 512 letters, digits and any of / _ + = . @ -'
}

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
const SECRET_NAME = /^[A-Za-z0-9/_+=.@-]{1,512}$/

/** The policy that the options make. */
export const givenPolicy = ({
  provider,
  format,
  client,
  param = {},
}: Pick<AddOptions, 'provider'> & Partial<AddOptions>): Policy => ({
  provider,
  ...(format === undefined ? {} : { format }),
  ...(client === undefined ? {} : { client }),
  ...Object.fromEntries(Object.entries(param).map(([key, value]) => [`param:${key}`, value])),
})

/** The tags that make a policy. */
export const tagsOfPolicy = (policy: Policy, prefix: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(policy).map(([key, value]) => [`${prefix}:${key}`, value]))

/** Reads the id of a format. Errors: throws as commander expects it. */
export const formatId = (text: string): FormatId => {
  if (!FormatId.is(text)) throw new InvalidArgumentError(`expected ${FormatId.name}`)
  return text
}

/** Reads one `name=value` more. Errors: throws as commander expects it. */
export const parameter = (
  text: string,
  known: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> => {
  const [, name, value] = /^([A-Za-z][A-Za-z0-9_]*)=(.+)$/s.exec(text) ?? []
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('expected name=value')
  return { ...known, [name]: value }
}
