import type { Failure } from '../fail.ts'

/** How much a finding matters. Shape: `not looked at` is what this command cannot see, with the command that can. */
export const LEVELS = ['trouble', 'warning', 'hint', 'ok', 'not looked at'] as const
export type Level = (typeof LEVELS)[number]

/** What was found out about one thing. Shape: `remedy` says what to do, or which command to run; no value of a secret. */
export type Finding = {
  readonly level: Level
  readonly about: string
  readonly text: string
  readonly remedy?: string | undefined
}

/** One look at a deployment. Effect: reads only. */
export type Check = {
  readonly name: string
  readonly look: () => Promise<readonly Finding[]>
}

/** A call that AWS did not answer as hoped: what the operator may not see says nothing of how it stands. */
export const unanswered = (
  about: string,
  { exitCode, message }: Failure,
  remedy: string,
): Finding => {
  const isForbidden = exitCode === 3 && message.startsWith('not allowed: ')
  return isForbidden
    ? {
        level: 'hint',
        about,
        text: `${message}; this was not looked at`,
        remedy: 'allow it to whoever runs this command, or run it as somebody else',
      }
    : { level: 'trouble', about, text: message, remedy }
}

/**
 * A call to a service that only tells how things are: where it does not answer, nothing is known to be wrong.
 *
 * Shape: `remedy` is for everything but a missing permission.
 */
export const notSeen = (about: string, failure: Failure, remedy: string): Finding => {
  const finding = unanswered(about, failure, remedy)
  return finding.level === 'hint'
    ? finding
    : { ...finding, level: 'hint', text: `${failure.message}; this was not looked at` }
}

/** A finding on one secret. */
export type SecretFinding = Finding & { readonly name: string }

/** Collects findings on secrets, so that a fleet with one mistake a thousand times gets one line. */
export const gatherFindings = () => {
  const groups = new Map<
    string,
    { readonly first: SecretFinding; names: string[]; count: number }
  >()
  return {
    add: (found: SecretFinding): void => {
      const key = JSON.stringify([found.about, found.level, found.text])
      const group = groups.get(key) ?? { first: found, names: [], count: 0 }
      group.count += 1
      if (group.names.length < SHOWN_NAMES) group.names.push(found.name)
      groups.set(key, group)
    },
    findings: (): readonly Finding[] =>
      [...groups.values()].map(({ first: { level, about, text, remedy }, names, count }) => ({
        level,
        about,
        text: `${text}: ${some(names, count)}`,
        ...(remedy === undefined ? {} : { remedy }),
      })),
  }
}

/** A list that may be long. */
export const some = (names: readonly string[], count: number = names.length): string => {
  const shown = names.slice(0, SHOWN_NAMES)
  const more = count - shown.length
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const SHOWN_NAMES = 3
