import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import * as E from 'fp-ts/Either'
import * as t from 'io-ts'
import type { Invoke, RunnerMessage } from './function-runner.ts'

/** One line that a function wrote; `requestId` is absent outside an invocation. */
export type FunctionLogLine = {
  readonly functionName: string
  readonly requestId?: string
  readonly stream: 'stdout' | 'stderr'
  readonly line: string
}

/**
 * How an invocation ended.
 *
 * Shape: `value` is what the handler answered, after a round trip through JSON; `errorType` is the name
 * of what it threw; `Crashed` is a process that ended by itself, or by `stop`, before it answered.
 */
export type Invocation =
  | { readonly tag: 'Answered'; readonly value: unknown }
  | { readonly tag: 'Threw'; readonly errorType: string }
  | { readonly tag: 'TimedOut' }
  | ({ readonly tag: 'Crashed' } & ProcessEnd)

type ProcessEnd = { readonly exitCode: number | null; readonly signal: string | null }

/**
 * What a function is and how it is run.
 *
 * Shape: `bundle` and `runner` are absolute paths; `environment` may set `AWS_REGION` and credentials in
 * place of the host's; `maximumConcurrency` counts execution environments; `log` must not throw.
 */
export type FunctionSettings = {
  readonly name: string
  readonly bundle: string
  readonly runner: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  readonly maximumConcurrency: number
  readonly log: (line: FunctionLogLine) => void
}

/** A function that can be invoked. An invocation waits while the concurrency is used up. */
export type LocalFunction = {
  readonly invoke: (event: unknown) => Promise<Invocation>
  readonly stop: () => Promise<void>
}

type ExecutionEnvironment = {
  readonly invoke: (event: unknown) => Promise<Invocation>
  readonly isAlive: () => boolean
  readonly end: () => Promise<void>
}

/**
 * Runs a bundled function as AWS Lambda would: one process per execution environment, one invocation at
 * a time in each, reused while it lives, replaced after a crash, a time-out or a failed load.
 *
 * Effect: starts processes on demand; `stop` kills these, cutting off what they are at, and no others.
 * Errors: none; `invoke` never rejects, and answers `Crashed` once the function is stopped.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export const startFunction = (settings: FunctionSettings): LocalFunction => {
  const environments = new Set<ExecutionEnvironment>()
  const idle: ExecutionEnvironment[] = []
  const waiting: Array<() => void> = []
  let busy = 0
  let stopped = false

  const startNew = (): ExecutionEnvironment => {
    const environment = startEnvironment(settings)
    environments.add(environment)
    return environment
  }

  const takeIdle = (): ExecutionEnvironment | undefined => {
    const environment = idle.pop()
    if (environment === undefined || environment.isAlive()) {
      return environment
    }
    environments.delete(environment)
    return takeIdle()
  }

  const invokeNow = async (event: unknown): Promise<Invocation> => {
    if (stopped) {
      return { tag: 'Crashed', exitCode: null, signal: 'SIGKILL' }
    }
    const environment = takeIdle() ?? startNew()
    const invocation = await environment.invoke(event)
    if (environment.isAlive()) {
      idle.push(environment)
    } else {
      environments.delete(environment)
    }
    return invocation
  }

  return {
    invoke: async (event) => {
      if (busy < settings.maximumConcurrency) {
        busy += 1
      } else {
        await new Promise<void>((turn) => waiting.push(turn))
      }
      try {
        return await invokeNow(event)
      } finally {
        const next = waiting.shift()
        if (next) {
          next()
        } else {
          busy -= 1
        }
      }
    },
    stop: async () => {
      stopped = true
      await Promise.all([...environments].map(({ end }) => end()))
    },
  }
}

/** Lambda's own limit for loading a function. */
const loadMilliseconds = 10_000

const startEnvironment = (settings: FunctionSettings): ExecutionEnvironment => {
  const child = fork(settings.runner, [settings.bundle], {
    cwd: dirname(settings.bundle),
    env: environmentVariables(settings),
    execArgv: [],
    silent: true,
  })
  const ended = endOf(child)
  const loaded = Promise.withResolvers<void>()
  let current: Running | undefined

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

  for (const stream of ['stdout', 'stderr'] as const) {
    const log = (line: string, requestId?: string) =>
      settings.log({ functionName: settings.name, ...(requestId && { requestId }), stream, line })
    onLine(child[stream], (line) => {
      if (!current?.open.has(stream)) {
        log(line)
      } else if (!line.endsWith(current.endOfOutput)) {
        log(line, current.requestId)
      } else {
        const unfinished = line.slice(0, -current.endOfOutput.length)
        if (unfinished !== '') {
          log(unfinished, current.requestId)
        }
        closeOutput(current, stream)
      }
    })
  }

  const invoke = async (event: unknown): Promise<Invocation> => {
    const running = begin()
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
    isAlive: () => child.connected && child.exitCode === null && child.signalCode === null,
    end: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The invocation that a process is at; `open` are the streams whose end of output was not seen yet. */
type Running = {
  readonly requestId: string
  readonly endOfOutput: string
  readonly open: Set<FunctionLogLine['stream']>
  readonly answered: PromiseWithResolvers<Invocation>
  readonly drained: PromiseWithResolvers<void>
}

const begin = (): Running => {
  const requestId = randomUUID()
  return {
    requestId,
    endOfOutput: `\u0000END ${requestId}`,
    open: new Set(['stdout', 'stderr']),
    answered: Promise.withResolvers(),
    drained: Promise.withResolvers(),
  }
}

const closeOutput = (running: Running, stream: FunctionLogLine['stream']): void => {
  running.open.delete(stream)
  if (running.open.size === 0) {
    running.drained.resolve()
  }
}

const requestOf = (settings: FunctionSettings, running: Running, event: unknown): Invoke => ({
  tag: 'Invoke',
  requestId: running.requestId,
  functionArn: `arn:aws:lambda:${settings.environment.AWS_REGION ?? region}:000000000000:function:${settings.name}`,
  event: JSON.stringify(event) ?? 'null',
  deadline: Date.now() + settings.timeoutSeconds * 1000,
  endOfOutput: running.endOfOutput,
})

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

/** Resolves when the process is gone and everything it wrote has been read. */
const endOf = (child: ChildProcess): Promise<ProcessEnd> =>
  new Promise((resolve) => {
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }))
    child.once('error', () => resolve({ exitCode: child.exitCode, signal: child.signalCode }))
  })

const onLine = (output: Readable | null, tell: (line: string) => void): void => {
  let unfinished = ''
  output?.setEncoding('utf8')
  output?.on('data', (text: string) => {
    const lines = (unfinished + text).split('\n')
    unfinished = lines.pop() ?? ''
    lines.forEach(tell)
  })
  output?.on('end', () => {
    if (unfinished !== '') {
      tell(unfinished)
    }
  })
}
