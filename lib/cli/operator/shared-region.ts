import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/**
 * The region that the AWS configuration file names for the profile in use; `undefined`: none, or no such file.
 *
 * Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export const sharedRegion = (variables: NodeJS.ProcessEnv): string | undefined => {
  const profile = variables.AWS_PROFILE || 'default'
  const file = variables.AWS_CONFIG_FILE ?? join(homedir(), '.aws', 'config')
  return regionIn(textOf(file), profile)
}

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    // most machines have none
    return ''
  }
}

const regionIn = (text: string, profile: string): string | undefined => {
  let isOurs = false
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[\s*(?:profile\s+)?([^\]]*?)\s*\]/.exec(line)?.[1]
    if (section !== undefined) isOurs = section === profile
    const region = /^region\s*=\s*(\S+)/.exec(line)?.[1]
    if (isOurs && region !== undefined) return region
  }
  return undefined
}
