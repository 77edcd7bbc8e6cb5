import { resolve } from 'node:path'
import type { QueueOptions } from '../operator/find-queue.ts'
import type { OperatorOptions } from '../operator/operator-options.ts'
import type { ProviderOptions } from '../operator/provider-options.ts'
import { shellWord } from '../shell-word.ts'

/** How a console was told where its deployment is. */
type LineOptions = Pick<OperatorOptions, 'tagPrefix'> & QueueOptions & ProviderOptions

/**
 * What a person types to log in again at the deployment that a console shows, in any folder of the project.
 *
 * Shape: a line for a POSIX shell; an option that has its default is left out. AWS credentials are those of that shell.
 */
export const authorizeLine = (
  name: string,
  { tagPrefix, stack, queueUrl, providers, region }: LineOptions & { readonly region: string },
  variables: NodeJS.ProcessEnv,
): string => {
  const options = Object.entries({
    // it may be typed in another folder
    providers: isNone(providers) ? undefined : resolve(providers),
    region,
    'tag-prefix': tagPrefix === DEFAULT_PREFIX ? undefined : tagPrefix,
    stack: stack === DEFAULT_STACK ? undefined : stack,
    'queue-url': isNone(queueUrl) ? undefined : queueUrl,
  }).flatMap(([option, value]) => (value === undefined ? [] : [`--${option}`, shellWord(value)]))
  const account = ['AWS_ENDPOINT_URL', 'AWS_PROFILE'].flatMap((variable) => {
    const value = variables[variable]
    return isNone(value) ? [] : [`${variable}=${shellWord(value)}`]
  })
  return [...account, authorizeCommand(name, options)].join(' ')
}

/** The command alone. Shape: `options` are words of a shell. */
export const authorizeCommand = (name: string, options: readonly string[] = []): string =>
  [
    'npx token-rotation authorize',
    // a name may look like an option
    ...(name.startsWith('-') ? [...options, '--', shellWord(name)] : [shellWord(name), ...options]),
  ].join(' ')

/** A variable that is set to nothing is as good as none. */
const isNone = (text: string | undefined): text is undefined | '' =>
  text === undefined || text === ''

const DEFAULT_PREFIX = 'token-rotation'
const DEFAULT_STACK = 'TokenRotation'
