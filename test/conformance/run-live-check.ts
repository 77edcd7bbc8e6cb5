import type { AwsClients } from './aws-clients.ts'
import type { ServiceBehaviour } from './behaviours.ts'
import { observationTable } from './observation-table.ts'
import { type Observation, observeAll } from './observe-all.ts'
import type { Patience } from './patience.ts'
import { openPlace } from './place.ts'
import { type ThrowAway, throwAway } from './throw-away.ts'

/**
 * What a check needs.
 *
 * Shape: `asking` are the clients that observe and stop when `signal` is aborted; `deleting` clean up and do
 * not stop. `print` takes a line.
 */
export type LiveCheck = {
  readonly asking: AwsClients
  readonly deleting: AwsClients
  readonly behaviours: readonly ServiceBehaviour[]
  readonly name: string
  readonly patience: Patience
  readonly signal: AbortSignal
  readonly print: (line: string) => void
}

/**
 * Observes all behaviours in an account, prints what was expected and seen, and deletes what it made.
 *
 * Shape: the exit code: 0; 1 for a difference, a failed beginning or something left over; 130 when ended.
 * Effect: creates and deletes resources whose names begin with `name`.
 */
export const runLiveCheck = async (check: LiveCheck): Promise<number> => {
  const made = throwAway(check.deleting)
  let code = 1
  try {
    code = await observe(check, made)
  } catch (error) {
    if (!check.signal.aborted) check.print(`could not begin: ${describe(error)}`)
  }
  const isClean = await cleanUp(check, made)
  if (!isClean) return 1
  return check.signal.aborted ? 130 : code
}

const observe = async (check: LiveCheck, made: ThrowAway): Promise<number> => {
  const { behaviours, name, patience, signal, print } = check
  const place = await openPlace(check.asking, patience, made, name)
  let done = 0
  const observations = await observeAll(place, behaviours, name, {
    signal,
    onSeen: ({ behaviour, verdict }) =>
      print(
        `${++done}/${behaviours.length} ${behaviour.service}: ${behaviour.title}: ${verdict.replace('-', ' ')}`,
      ),
  })
  print(observationTable(observations.filter(({ verdict }) => verdict !== 'not-observed')))
  print(summary(observations))
  return observations.some(({ verdict }) => verdict === 'differs') ? 1 : 0
}

const summary = (observations: readonly Observation[]): string => {
  const count = (verdict: Observation['verdict']) =>
    observations.filter((observation) => observation.verdict === verdict).length
  return [
    `${count('as-expected')} as expected`,
    `${count('differs')} differ`,
    `${count('finding')} open questions answered otherwise than assumed`,
    ...(count('not-observed') === 0 ? [] : [`${count('not-observed')} not observed`]),
  ].join(', ')
}

const cleanUp = async ({ print, name }: LiveCheck, made: ThrowAway): Promise<boolean> => {
  print('deleting what was created …')
  const leftovers = await made.removeAll()
  for (const { kind, name: left, error } of leftovers)
    print(`left over: ${kind} ${left} (${error}); delete it yourself`)
  if (leftovers.length === 0) print(`nothing named ${name} is left`)
  return leftovers.length === 0
}

/** The SDK's own words: they name an operation, a role and a region, and nothing of a secret. */
const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error'
