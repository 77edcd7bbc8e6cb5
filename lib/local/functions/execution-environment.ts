import { type ChildProcess, fork } from 'node:child_process'
import { dirname } from 'node:path'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { FunctionSettings, Invocation } from './function-host.ts'
import { readOutput } from './function-output.ts'
import type { Invoke, RunnerMessage, SetClock } from './function-runner.ts'
import { beginInvocation, type RunningInvocation } from './running-invocation.ts'

/** A process in which one function lives, for one invocation at a time; `tellTime` hands it the clock anew, `end` kills it. */
export type ExecutionEnvironment = {
  readonly invoke: (event: unknown) => Promise<Invocation>
  readonly isAlive: () => boolean
  readonly tellTime: () => void
  readonly end: () => Promise<void>
}

/** Lambda's own limit for loading a function. */
const loadMilliseconds = 10_000

/**
 * Starts one execution environment.
 *
 * Effect: starts a process, which loads the bundle at once; kills it when an invocation or the load takes too long.
 * Errors: none; what befalls the process is told by the invocation that it was at.
 */
export const startExecutionEnvironment = (settings: FunctionSettings): ExecutionEnvironment => {
  const child = fork(settings.runner, [settings.bundle], {
    cwd: dirname(settings.bundle),
    env: environmentVariables(settings),
    execArgv: [],
    silent: true,
  })
  const ended = endOf(child)
  const loaded = Promise.withResolvers<void>()
  let current: RunningInvocation | undefined

  child.on('message', (message) => {
    const decoded = RunnerMessageCodec.decode(message)
    if (E.isRight(decoded)) {
      if (decoded.right.tag === 'Ready') {
        loaded.resolve()
      } else if (decoded.right.requestId === current?.requestId) {
        current.answered.resolve(invocationOf(decoded.right))
      }
    }
  })

  readOutput(
    child,
    () => current,
    (line) => settings.log({ functionName: settings.name, ...line }),
  )

  const invoke = async (event: unknown): Promise<Invocation> => {
    const running = beginInvocation()
    current = running
    let timedOut = false
    const killIn = (milliseconds: number): NodeJS.Timeout =>
      setTimeout(() => {
        timedOut = true
        child.kill('SIGKILL')
      }, milliseconds)

    const loading = killIn(loadMilliseconds)
    await Promise.race([loaded.promise, ended])
    clearTimeout(loading)

    const working = killIn(settings.timeoutSeconds * 1000)
    child.send(requestOf(settings, running, event), () => {
      // A request that cannot be sent has no receiver any more; `ended` tells of it.
    })
    const answer = await Promise.race([running.answered.promise, ended.then(() => undefined)])
    // The answer and the output travel apart: without this wait the last lines would come after the end.
    await Promise.race([running.drained.promise, ended])
    clearTimeout(working)
    current = undefined
    return answer ?? (timedOut ? { tag: 'TimedOut' } : { tag: 'Crashed', ...(await ended) })
  }

  return {
    invoke,
    tellTime: () => {
      const clock = settings.clock?.()
      if (clock !== undefined && child.connected) child.send(clockOf(clock), () => {})
    },
    isAlive: () => child.connected && child.exitCode === null && child.signalCode === null,
    end: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

const requestOf = (
  settings: FunctionSettings,
  running: RunningInvocation,
  event: unknown,
): Invoke => {
  const clock = settings.clock?.()
  return {
    tag: 'Invoke',
    requestId: running.requestId,
    functionArn: `arn:aws:lambda:${settings.environment.AWS_REGION ?? region}:000000000000:function:${settings.name}`,
    event: JSON.stringify(event) ?? 'null',
    deadline: Date.now() + settings.timeoutSeconds * 1000,
    endOfOutput: running.endOfOutput,
    ...(clock === undefined ? {} : { clock }),
  }
}

const clockOf = (clock: string): SetClock => ({ tag: 'SetClock', clock })

const region = 'us-east-1'

/** Nothing of this process's own variables may show in a function: they are not there on Lambda. */
const environmentVariables = ({ name, environment }: FunctionSettings): Record<string, string> => ({
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  ...environment,
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  _HANDLER: 'index.handler',
  TZ: ':UTC',
  PATH: '/usr/local/bin:/usr/bin:/bin',
})

const RunnerMessageCodec: t.Type<RunnerMessage> = t.union([
  t.type({ tag: t.literal('Ready') }),
  t.type({ tag: t.literal('Answered'), requestId: t.string, value: t.string }),
  t.type({ tag: t.literal('Threw'), requestId: t.string, errorType: t.string }),
])

const invocationOf = (message: Exclude<RunnerMessage, { tag: 'Ready' }>): Invocation =>
  message.tag === 'Answered'
    ? { tag: 'Answered', value: JSON.parse(message.value) }
    : { tag: 'Threw', errorType: message.errorType }

type ProcessEnd = Omit<Extract<Invocation, { tag: 'Crashed' }>, 'tag'>

/** Resolves when the process is gone and everything it wrote has been read. */
const endOf = (child: ChildProcess): Promise<ProcessEnd> =>
  new Promise((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }))
    child.once('error', () => resolve({ exitCode: child.exitCode, signal: child.signalCode }))
  })
